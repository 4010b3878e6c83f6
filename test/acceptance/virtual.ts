/** A cluster in virtual time for acceptance tests: every step is judged, and what is asked is answered before it returns. */
import { expect } from 'vitest';
import type { ClusterMethod } from '../../core/cluster/commands.ts';
import type { Params, Reply, Result, SubmitOutcome } from '../../core/contract/lab-api.ts';
import type { RaftOptions, RaftState } from '../../core/raft/types.ts';
import { VirtualCluster } from '../../core/sim/virtual-cluster.ts';
import { plainWorld } from '../../core/sim/world/draw-world.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { differencesFromTruth } from '../../core/trace/truth.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import { Appenders, type AppendersOptions } from './appenders.ts';

export interface Given {
  readonly nodes?: number;
  readonly seed?: number;
  readonly raft?: Partial<RaftOptions>;
}

/** A U1 network: each message is up to 26 ms late, and one in ten is lost. */
const U1 = { delayMs: 13, jitterMs: 13, loss: 0.1 };

export class VirtualTest {
  readonly events: TraceEvent[] = [];
  readonly virtual: VirtualCluster;
  readonly #view = createView();

  constructor({ nodes = 3, seed = 5, raft = {} }: Given = {}) {
    this.virtual = new VirtualCluster({
      nodes: Array.from({ length: nodes }, (_, at) => `S${at + 1}`),
      seed,
      world: { ...plainWorld(seed), raft },
      pace: 'real',
      by: 'user',
      onEvent: (event) => {
        this.events.push(event);
        applyEvent(this.#view, event);
      },
    });
    this.virtual.start();
    this.until('a first leader', () => this.leader() !== 'nobody');
    this.pass(500);
  }

  pass(ms: number): void {
    const { clock } = this.virtual;
    clock.runUntil(clock.now() + ms * 1000);
  }

  /** Milliseconds it took. */
  until(sentence: string, holds: () => boolean, limitMs = 5000): number {
    const { clock } = this.virtual;
    const begin = clock.now();
    while (!holds()) {
      if (clock.now() > begin + limitMs * 1000) throw new Error(`Not within ${limitMs} ms: ${sentence}`);
      this.pass(5);
    }
    return (clock.now() - begin) / 1000;
  }

  /** The answer, once there is one. */
  call<Method extends ClusterMethod>(method: Method, params: Params<Method>): Reply<Result<Method>> {
    const answer = this.begin(method, params);
    this.until(`an answer to ${method}`, () => answer() !== null, 200_000);
    const reply = answer();
    if (reply === null) throw new Error(`${method} was never answered.`);
    return reply;
  }

  /** The call is made; its answer comes while time passes. */
  begin<Method extends ClusterMethod>(method: Method, params: Params<Method>): () => Reply<Result<Method>> | null {
    const answers: Reply<Result<Method>>[] = [];
    this.virtual.cluster.call(method, params, (reply) => answers.push(reply));
    return () => answers[0] ?? null;
  }

  submit(operation: string, client = 'c1', target?: string): SubmitOutcome {
    const reply = this.call('client.submit', { client, operation, ...(target === undefined ? {} : { target }) });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  }

  /** The value that a client reads of the key. */
  get(key: string, client = 'c9'): unknown {
    const { result, why } = this.submit(`get ${key}`, client);
    return result === null ? why : JSON.parse(result).value;
  }

  appenders(options: AppendersOptions): Appenders {
    const load = new Appenders((client, operation, done) => {
      this.virtual.cluster.call('client.submit', { client, operation }, (reply) => {
        if (reply.ok) done(reply.value);
      });
    }, options);
    load.start();
    return load;
  }

  /** Ends the load; then every server that runs holds what was acknowledged, and nothing else of it. */
  settle(load: Appenders, nodes = this.running()): void {
    load.stop();
    this.until('an answer to every command', () => load.isOver, 30_000);
    this.converge(nodes);
    expect(load.troubles).toEqual([]);
    for (const { id, pairs } of this.virtual.cluster.inspect()) {
      if (nodes.includes(id)) expect({ id, differences: load.differences(pairs) }).toEqual({ id, differences: [] });
    }
    this.beSound();
  }

  /** These servers have applied all that the leader has. */
  converge(nodes = this.running(), limitMs = 10_000): void {
    const last = () => this.state(this.leader())?.durableIndex;
    const applied = () => nodes.map((node) => this.state(node)?.lastApplied);
    this.until('the same applied everywhere', () => applied().every((index) => index === last()), limitMs);
    const [first, ...others] = this.virtual.cluster.inspect().filter(({ id }) => nodes.includes(id));
    for (const { id, pairs } of others) expect({ id, pairs }).toEqual({ id, pairs: first?.pairs });
  }

  /** No judge complained, and the fold of the trace is what the servers really are. */
  beSound(): void {
    expect(this.virtual.violations).toEqual([]);
    const lies = this.virtual.cluster.inspect().flatMap((truth) => {
      const seen = this.#view.nodes.get(truth.id);
      return seen === undefined ? [`${truth.id} is not in the view`] : differencesFromTruth(seen, truth);
    });
    expect(lies).toEqual([]);
  }

  state(node: string): RaftState | undefined {
    return this.virtual.cluster.members.get(node)?.node?.state;
  }

  leader(): string {
    return this.virtual.cluster.leadership.leader()?.id ?? 'nobody';
  }

  followers(): string[] {
    const leader = this.leader();
    return this.running().filter((id) => id !== leader);
  }

  running(): string[] {
    return [...this.virtual.cluster.members.values()].flatMap(({ id, node }) => (node === null ? [] : [id]));
  }

  voters(node = this.leader()): readonly string[] | undefined {
    return this.state(node)?.log.configuration.voters;
  }

  /** Every link of every server is bad: the U1 of the acceptance scenarios. */
  spoilLinks(): void {
    const ids = [...this.virtual.cluster.members.keys()];
    for (const from of ids) {
      for (const to of ids) {
        if (from !== to) this.call('link.set', { from, to, cut: false, duplicate: 0, reorder: 0, ...U1 });
      }
    }
  }

  /** Messages of the kind that were sent, and by or to whom. */
  sent(kind: string): { readonly from: string; readonly to: string }[] {
    return this.events.flatMap((event) =>
      event.ev === 'msg.send' && event.msg.kind === kind ? [{ from: event.msg.from, to: event.msg.to }] : [],
    );
  }
}
