/** One member of a running cluster through its lives: opened, started, crashed, restarted, halted. */
import type { Reply } from '../contract/lab-api.ts';
import type { NodeTruth } from '../contract/node-truth.ts';
import type { SnapshotRefusal } from '../node/executor.ts';
import { RaftNode } from '../node/node.ts';
import type { Flaw } from '../node/node-options.ts';
import type { PortError } from '../node/ports.ts';
import { simpleConfiguration } from '../raft/membership.ts';
import { createState } from '../raft/state.ts';
import type { Configuration, NodeId, RaftOptions, RaftState } from '../raft/types.ts';
import { toConfigurationRecord, toEntryRecord } from '../trace/entry-record.ts';
import { firstState } from '../trace/first-state.ts';
import { configurationView } from '../trace/fold/log.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Links } from '../transport/links.ts';
import { granted, refused } from './commands.ts';
import type { Watch } from './watch.ts';
import type { OpenedStorage, OpenedTransport, World } from './world.ts';

export interface MemberSettings {
  readonly world: World;
  readonly links: Links;
  readonly sink: EventSink;
  /** The membership before any entry; nobody, for a server that joins later. */
  readonly configuration: Configuration;
  /** Asked at every start: a class may switch rules while the cluster runs. */
  readonly options: () => RaftOptions;
  /** A planted mistake; without it, an honest server. */
  readonly flaw: Flaw | undefined;
  /** Seeds the election timeouts, mixed with the node's name and incarnation. */
  readonly seed: number;
  /** A sentence for the user: a substitute port, a cut tail. */
  readonly notice: (sentence: string) => void;
  readonly onStep: ((state: RaftState) => void) | undefined;
}

type Life =
  | { readonly kind: 'down' }
  /** On the way from one life to the next; what must wait for the end of it stands in `waiting`. */
  | { readonly kind: 'changing'; readonly waiting: (() => void)[] }
  | { readonly kind: 'running'; readonly node: RaftNode }
  | { readonly kind: 'halted'; readonly sentence: string };

type Done = (reply: Reply<null>) => void;

/** Milliseconds of the lab clock. */
const SNAPSHOT_LIMIT_MS = 60_000;

const snapshotSentences: Readonly<Record<SnapshotRefusal, (node: NodeId) => string>> = {
  nothingNew: (node) => `${node} has applied nothing since its last snapshot.`,
  underWay: (node) => `${node} is taking a snapshot already.`,
  beyondApplied: (node) => `${node} has not applied that far.`,
};

export class Member {
  readonly id: NodeId;
  readonly #settings: MemberSettings;
  #life: Life = { kind: 'down' };
  #incarnation = 0;
  #address: string | null = null;

  constructor(id: NodeId, settings: MemberSettings) {
    this.id = id;
    this.#settings = settings;
  }

  get address(): string | null {
    return this.#address;
  }

  get node(): RaftNode | null {
    return this.#life.kind === 'running' ? this.#life.node : null;
  }

  /** Opens disk and port and starts; a node that cannot open them is halted with the reason. */
  start(done: Done): void {
    if (this.#life.kind === 'running') return done(refused('nodeUp', `${this.id} is running already.`));
    if (this.#life.kind === 'changing') return done(this.#notRunning());
    const { world } = this.#settings;
    this.#life = { kind: 'changing', waiting: [] };
    this.#incarnation += 1;
    world.openStorage(this.id, (disk) => {
      if (!disk.ok) return this.#cannotOpen(disk.error, done);
      world.openNodeTransport(this.id, (network) => {
        if (!network.ok) {
          disk.value.storage.close(() => this.#cannotOpen(network.error, done));
          return;
        }
        for (const sentence of [...disk.notices, ...network.notices]) this.#settings.notice(sentence);
        this.#run(disk.value, network.value);
        done(granted(null));
      });
    });
  }

  crash(done: Done): void {
    this.#end(done, (node, ended) => node.crash(ended));
  }

  /** Also waits for a start or crash that is under way, so that the disks are free when all have stopped. */
  stop(done: Done): void {
    if (this.#life.kind === 'changing') {
      this.#life.waiting.push(() => this.stop(done));
      return;
    }
    this.#end(done, (node, ended) => node.stop(ended));
  }

  pause(done: Done): void {
    if (this.#life.kind !== 'running') return done(this.#notRunning());
    if (this.#life.node.status === 'up') this.#life.node.pause();
    done(granted(null));
  }

  resume(done: Done): void {
    if (this.#life.kind !== 'running') return done(this.#notRunning());
    if (this.#life.node.status === 'paused') this.#life.node.resume();
    done(granted(null));
  }

  timeoutNow(done: Done): void {
    if (this.#life.kind !== 'running') return done(this.#notRunning());
    this.#life.node.timeoutNow();
    done(granted(null));
  }

  /** Writes the state machine down; `done` when the log is compacted (§7). */
  snapshot(watch: Watch, done: (reply: Reply<{ readonly lastIncludedIndex: number }>) => void): void {
    if (this.#life.kind !== 'running') return done(this.#notRunning());
    const { node } = this.#life;
    const index = node.state.lastApplied;
    const refusal = node.snapshot();
    if (refusal !== null) return done(refused('nothingToCompact', snapshotSentences[refusal](this.id)));
    const { state } = node;
    /** The save that brings the snapshot to the disk; null while the log is not compacted. */
    let saveId: number | null = null;
    const isOver = () => {
      if (state.log.snapshotIndex >= index) saveId ??= state.nextSaveId - 1;
      const isSafe = saveId !== null && (state.pendingSaves[0]?.saveId ?? state.nextSaveId) > saveId;
      return isSafe || this.node !== node ? isSafe : null;
    };
    watch.until(isOver, SNAPSHOT_LIMIT_MS, (isSafe) => {
      if (isSafe === true) done(granted({ lastIncludedIndex: state.log.snapshotIndex }));
      else done(refused('outcomeUnknown', `${this.id} has not finished its snapshot.`));
    });
  }

  truth(): NodeTruth {
    const { node } = this;
    const status = this.#life.kind === 'halted' ? 'halted' : (node?.status ?? 'down');
    return {
      id: this.id,
      status,
      incarnation: this.#incarnation,
      state: node?.record() ?? null,
      log: node?.state.log.entries.map(toEntryRecord) ?? [],
      configuration: membershipOf(node),
      progress: node === null ? [] : progressOf(node.state),
      pairs: node?.pairs() ?? [],
    };
  }

  #run({ storage, stored }: OpenedStorage, { transport, address }: OpenedTransport): void {
    const { world, links, sink, configuration, options, seed, flaw, onStep } = this.#settings;
    this.#address = address;
    const node = new RaftNode({
      state: createState({
        id: this.id,
        configuration,
        options: options(),
        seed: mixSeed(seed, this.id, this.#incarnation),
        restored: stored,
      }),
      incarnation: this.#incarnation,
      address,
      storage,
      transport: links.wrap(transport),
      clock: world.nodeClock?.(this.id) ?? world.clock,
      stopwatch: world.stopwatch,
      calendar: world.calendar,
      sink,
      // A halt takes its time: this server may have been crashed and started again since.
      onHalt: (sentence) => {
        if (this.node === node) this.#halted(sentence);
      },
      ...(onStep === undefined ? {} : { onStep }),
      ...(flaw === undefined ? {} : { flaw }),
    });
    this.#live({ kind: 'running', node }, () => node.start());
  }

  #end(done: Done, end: (node: RaftNode, ended: () => void) => void): void {
    if (this.#life.kind !== 'running') return done(this.#notRunning());
    const { node } = this.#life;
    this.#life = { kind: 'changing', waiting: [] };
    end(node, () => {
      this.#live({ kind: 'down' });
      done(granted(null));
    });
  }

  #cannotOpen({ code, message }: PortError, done: Done): void {
    this.#halted(message);
    const lifecycle = { address: this.#address, why: 'halted', detail: message } as const;
    const { sink } = this.#settings;
    sink.record({ ev: 'node.halt', node: this.id, inc: this.#incarnation, state: firstState, lifecycle });
    this.#settings.notice(message);
    done(refused(code === 'folderBusy' ? 'folderBusy' : 'storage', message));
  }

  #halted(sentence: string): void {
    this.#live({ kind: 'halted', sentence });
  }

  /** Enters the next life, begins it, and lets go on what waited for it. */
  #live(life: Life, begin: () => void = () => {}): void {
    const waiting = this.#life.kind === 'changing' ? this.#life.waiting : [];
    this.#life = life;
    begin();
    for (const next of waiting) next();
  }

  #notRunning(): Reply<never> {
    if (this.#life.kind === 'changing')
      return refused('busy', `${this.id} is starting or ending. Try again in a moment.`);
    return this.#life.kind === 'halted'
      ? refused('nodeHalted', `${this.id} has halted: ${this.#life.sentence} Restart it when the cause is mended.`)
      : refused('nodeDown', `${this.id} is down. Restart it first.`);
  }
}

function progressOf({ role }: RaftState): NodeTruth['progress'] {
  if (role.kind !== 'leader') return [];
  return [...role.progress].map(([peer, { nextIndex, matchIndex, inFlight, mode }]) => {
    return { peer, nextIndex, matchIndex, inFlight: inFlight.length, mode };
  });
}

function membershipOf(node: RaftNode | null): NodeTruth['configuration'] {
  if (node === null) return configurationView(toConfigurationRecord(simpleConfiguration([])), 0);
  const { configuration, configurationIndex } = node.state.log;
  return configurationView(toConfigurationRecord(configuration), configurationIndex);
}

/** Different timeouts for every node and life, the same for the same seed. */
function mixSeed(seed: number, id: NodeId, incarnation: number): number {
  let mixed = seed >>> 0;
  for (const letter of `${id}.${incarnation}`) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return mixed;
}
