/** A real lab in a temporary folder: real ports, real files, and what tests want to ask it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import {
  type LabMethod,
  type ParamsInput,
  paramSchemas,
  type Result,
  type SubmitOutcome,
} from '../../core/contract/lab-api.ts';
import { type LabHost, openLab } from '../../core/lab/lab.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { leaderOfHighestTerm, majority } from '../../core/trace/queries.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';

export async function testFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'raftarium-test-'));
}

export class TestLab {
  /** Every event of the present run, as a watcher gets them. */
  readonly events: TraceEvent[] = [];
  view: ClusterView = createView();
  readonly folder: string;
  readonly #host: LabHost;

  constructor(folder: string, options: { eventsInMemory?: number } = {}) {
    this.folder = folder;
    this.#host = openLab({ dataFolder: folder, version: 'test', ...options });
    this.#host.onEvents((event) => {
      if (event.kind !== 'trace') return;
      for (const each of event.events) this.#take(each);
    });
  }

  static async start(nodes: number): Promise<TestLab> {
    const lab = new TestLab(await testFolder());
    await lab.call('cluster.create', { nodes, seed: 7 });
    return lab;
  }

  /** Throws when the lab refuses. When it returns, `view` and `events` have everything up to the answer. */
  async call<Method extends LabMethod>(method: Method, params: ParamsInput<Method>): Promise<Result<Method>> {
    const reply = await this.#host.api[method](v.parse(paramSchemas[method], params));
    if (!reply.ok) throw new Error(`${method} was refused: ${reply.error.code}: ${reply.error.message}`);
    await this.caughtUp();
    return reply.value;
  }

  /** When it returns, `view` and `events` have everything that had happened: events come in batches, so after answers. */
  async caughtUp(): Promise<void> {
    const recorded = await this.#host.api['trace.read']({ fromSeq: 1, limit: 1 });
    if (recorded.ok) await this.until('the events so far', () => this.view.seq >= recorded.value.lastSeq);
  }

  submit(operation: string, client = 'c1'): Promise<SubmitOutcome> {
    return this.call('client.submit', { client, operation });
  }

  /** As `submit`, for a load: it waits for no event, and `done` is told as soon as the outcome is there. */
  ask(client: string, operation: string, done: (outcome: SubmitOutcome) => void): void {
    const params = v.parse(paramSchemas['client.submit'], { client, operation });
    void this.#host.api['client.submit'](params).then((reply) => {
      if (!reply.ok) throw new Error(`client.submit was refused: ${reply.error.code}: ${reply.error.message}`);
      done(reply.value);
    });
  }

  /** What the nodes say of themselves and the last event before it; null when something was recorded in between. */
  async look(): Promise<{ readonly seq: number; readonly truth: Result<'cluster.inspect'> } | null> {
    const lastSeq = () => this.#host.api['trace.read']({ fromSeq: 1, limit: 1 });
    // Asked in one turn of the event loop, in which no node can do anything.
    const [before, truth, after] = await Promise.all([lastSeq(), this.#host.api['cluster.inspect']({}), lastSeq()]);
    if (!before.ok || !truth.ok || !after.ok || before.value.lastSeq !== after.value.lastSeq) return null;
    return { seq: after.value.lastSeq, truth: truth.value };
  }

  /** Polls until the question has an answer; fails with the sentence after the limit. */
  async until<Value>(sentence: string, question: () => Value | null | false, limitMs = 5000): Promise<Value> {
    const end = Date.now() + limitMs;
    while (Date.now() < end) {
      const answer = question();
      if (answer !== null && answer !== false) return answer;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Not within ${limitMs} ms: ${sentence}`);
  }

  /** The leader of the highest term that a majority of running nodes follows. */
  leader(limitMs = 5000): Promise<string> {
    return this.until('a leader that a majority follows', () => followedLeader(this.view), limitMs);
  }

  /** Every running node has applied the same and the same much. */
  async converged(limitMs = 5000): Promise<void> {
    await this.until('equal logs and states on all running nodes', () => haveConverged(this.view), limitMs);
  }

  /** Stops everything in good order and removes the folder unless it is kept. */
  async close({ keep = false } = {}): Promise<void> {
    await this.#host.close();
    if (!keep) await rm(this.folder, { recursive: true, force: true, maxRetries: 20 });
  }

  #take(event: TraceEvent): void {
    if (event.ev === 'trace.header') {
      this.events.length = 0;
      this.view = createView();
    }
    this.events.push(event);
    applyEvent(this.view, event);
  }
}

export function followedLeader(view: ClusterView): string | null {
  const leader = leaderOfHighestTerm(view);
  if (leader === null || leader.status !== 'up') return null;
  const { currentTerm } = leader.state;
  const followers = [...view.nodes.values()].filter(
    ({ status, state }) => status === 'up' && state.leaderId === leader.id && state.currentTerm === currentTerm,
  );
  return followers.length >= majority(view) ? leader.id : null;
}

function haveConverged(view: ClusterView): boolean {
  const running = [...view.nodes.values()].filter(({ status }) => status === 'up');
  const texts = running.map(({ state, log }) => JSON.stringify([state.commitIndex, state.lastApplied, log]));
  const whole = running.every(({ state }) => state.commitIndex === state.lastLogIndex);
  return running.length > 0 && whole && texts.every((text) => text === texts[0]);
}
