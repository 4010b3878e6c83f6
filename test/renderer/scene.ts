/**
 * A cluster to draw, told by trace events through the real recorder and fold: S1 still leads term 3 behind a partition
 * with S2, while S3 leads term 5 on the other side, with S4 in step and S5 catching up.
 */
import type { ConfigurationRecord, EntryRecord, NodeStateRecord, TraceEvent } from '../../core/trace/events.ts';
import { firstState } from '../../core/trace/first-state.ts';
import { type EventDraft, Recorder } from '../../core/trace/recorder.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import type { ClusterView, ProgressView } from '../../core/trace/view-types.ts';

export const ms = 1000;

const nobody = { voters: [], outgoing: [], learners: [], learnersNext: [], autoLeave: false };

export class Scene {
  readonly view: ClusterView = createView();
  readonly events: TraceEvent[] = [];
  /** Trace time of the next event, µs. */
  t = 0;
  readonly #recorder = new Recorder({
    now: () => this.t,
    epochMs: 0,
    onEvent: (event) => {
      this.events.push(event);
      applyEvent(this.view, event);
    },
  });

  constructor(nodes: readonly string[]) {
    const config = { cluster: 'scene', heartbeatMs: 50, electionTimeoutMs: 150, maxEntriesPerMessage: 64 };
    this.add({
      ev: 'trace.header',
      node: 'lab',
      header: {
        schema: 'raftarium.trace',
        version: 1,
        run: 'scene-1',
        epoch: '1970-01-01T00:00:00.000Z',
        clock: 'virtual',
        nodes: [...nodes],
        config: { ...config, maxInFlight: 8, seed: 1 },
        app: { name: 'raftarium', version: '0', runtime: 'test' },
      },
    });
    this.add({ ev: 'lab.pace', node: 'lab', pace: { mode: 'classroom', rate: 0.1, clock: 0, holdMs: 40 } });
    for (const id of nodes) this.live(id, 'node.start');
  }

  add(draft: EventDraft): void {
    this.#recorder.record(draft);
  }

  #state(id: string, change: Partial<NodeStateRecord>): NodeStateRecord {
    return { ...firstState, ...this.view.nodes.get(id)?.state, ...change };
  }

  live(id: string, ev: 'node.start' | 'node.crash' | 'node.pause' | 'node.resume'): void {
    const lifecycle = { address: null, why: 'started' as const, detail: null };
    this.add({ ev, node: id, inc: 1, state: this.#state(id, {}), lifecycle });
  }

  /** Puts a node into a role and term, with whatever else its state record says. */
  role(id: string, role: NodeStateRecord['role'], currentTerm: number, change: Partial<NodeStateRecord> = {}): void {
    const from = this.view.nodes.get(id)?.state.role ?? 'follower';
    const state = this.#state(id, { ...change, role, currentTerm });
    this.add({ ev: 'raft.role', node: id, inc: 1, state, role: { from, to: role, why: 'higherTermSeen', votes: [] } });
  }

  /** Writes a log, one entry per term given, and how far it is committed and applied. */
  log(id: string, terms: readonly number[], commitIndex: number): void {
    const entries = terms.map((term, place): EntryRecord => {
      const index = place + 1;
      return { index, term, kind: 'command', session: 'c1', serial: index, operation: `put x ${index}` };
    });
    const length = { lastLogIndex: terms.length, durableIndex: terms.length, lastLogTerm: terms.at(-1) ?? 0 };
    const state = this.#state(id, { ...length, commitIndex, lastApplied: commitIndex });
    this.add({ ev: 'log.append', node: id, inc: 1, state, append: { entries, why: 'fromLeader' } });
  }

  /** §7: lets go of the log up to an index of term `lastIncludedTerm`. */
  compact(id: string, lastIncludedIndex: number, lastIncludedTerm: number): void {
    const snapshot = {
      lastIncludedIndex,
      lastIncludedTerm,
      configuration: nobody,
      configurationIndex: 0,
      length: 1000,
    };
    const compact = { ...snapshot, why: 'taken' as const, keepsLog: true };
    this.add({ ev: 'log.compact', node: id, inc: 1, state: this.#state(id, {}), compact });
  }

  /** §6: a membership comes into force on one server. */
  members(id: string, change: Partial<ConfigurationRecord>): void {
    const configuration = { index: 1, inForce: { ...nobody, ...change }, why: 'appended' as const };
    this.add({ ev: 'raft.configuration', node: id, inc: 1, state: this.#state(id, {}), configuration });
  }

  /** Figure 13: a chunk leaves the leader. */
  chunk(from: string, to: string, offset: number, length: number): void {
    const place = { lastIncludedIndex: this.view.nodes.get(from)?.snapshotIndex ?? 0, offset, length, done: false };
    const msg = { id: `${from}.${offset}`, from, to, term: 5, kind: 'installSnapshot' as const, ...place };
    this.add({ ev: 'msg.send', node: from, inc: 1, state: this.#state(from, {}), msg });
  }

  believes(leader: string, peer: string, matchIndex: number, nextIndex: number, mode: ProgressView['mode']): void {
    const progress = { peer, matchIndex, nextIndex, inFlight: 0, mode, why: 'success' as const };
    this.add({ ev: 'raft.progress', node: leader, inc: 1, state: this.#state(leader, {}), progress });
  }

  cut(pairs: readonly (readonly [from: string, to: string])[], groups: string[][] = []): void {
    const links = pairs.map(([from, to]) => {
      return { from, to, cut: true, delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
    });
    const ev = groups.length > 0 ? 'fault.partition' : 'fault.link';
    this.add({ ev, node: 'lab', fault: { by: 'user', target: null, groups, links } });
  }

  sent(id: string, from: string, to: string, entryCount: number): void {
    const msg = { id, from, to, term: 5, kind: 'appendEntries' as const, entryCount };
    this.add({ ev: 'msg.send', node: from, inc: 1, state: this.#state(from, {}), msg });
  }
}

const old = [1, 1, 1, 2, 2, 2, 3, 3, 3];

export function oldLeaderScene(): Scene {
  const scene = new Scene(['S1', 'S2', 'S3', 'S4', 'S5']);
  scene.log('S1', [...old, 3, 3, 3], 9);
  scene.log('S2', [...old, 3, 3], 9);
  scene.log('S3', [...old, 5, 5, 5, 5, 5], 12);
  scene.log('S4', [...old, 5, 5, 5, 5, 5], 12);
  scene.log('S5', [...old, 5, 5, 5], 11);
  scene.role('S1', 'leader', 3);
  scene.role('S2', 'follower', 3);
  scene.role('S3', 'leader', 5);
  scene.role('S4', 'follower', 5);
  scene.role('S5', 'follower', 5, { electionDeadline: 200 * ms, electionTimeout: 250 * ms });
  scene.believes('S3', 'S4', 14, 15, 'replicate');
  scene.believes('S3', 'S5', 12, 13, 'replicate');
  scene.believes('S3', 'S1', 0, 10, 'probe');
  scene.believes('S3', 'S2', 0, 10, 'probe');
  const here = ['S1', 'S2'];
  const there = ['S3', 'S4', 'S5'];
  const pairs = here.flatMap((a) =>
    there.flatMap((b): [string, string][] => [
      [a, b],
      [b, a],
    ]),
  );
  scene.cut(pairs, [here, there]);
  return scene;
}
