/** One seed: a cluster under load in a storm of faults, then calm, in which it must recover; all in virtual time. */
import type { NodeTruth } from '../contract/node-truth.ts';
import { defaultOptions } from '../raft/state.ts';
import type { NodeId } from '../raft/types.ts';
import type { TraceEvent } from '../trace/events.ts';
import { Dice } from './dice.ts';
import { Load } from './load.ts';
import { Outcomes } from './outcomes.ts';
import type { SeedReport } from './report.ts';
import { Storm } from './storm.ts';
import { TraceHash } from './trace-hash.ts';
import { VirtualCluster } from './virtual-cluster.ts';

export interface SeedOptions {
  readonly seed: number;
  /** Servers, 1 to 9. Without it the seed chooses: 3, 4, 5 or 7. */
  readonly nodes?: number;
  /** Steps of the core in the storm; those of the calm come on top. */
  readonly steps?: number;
  readonly onEvent?: (event: TraceEvent) => void;
}

const STORM_STEPS = 2500;
const LEAST_STRIKES = 10;
/** The storm ends here even if a cluster that cannot work has made few steps. µs. */
const LONGEST_STORM = 60_000_000;
/** In calm everything must be well within this. A client gives up after 10 s. µs. */
const LONGEST_CALM = 30_000_000;
const LOOK_EVERY = 20_000;
/** So many times the steps of a storm are too many. */
const RUNAWAY = 20;

/** Runs to the end, or to the first violation. The same options give the same report, bit for bit. */
export function simulateSeed(options: SeedOptions): SeedReport {
  return new Simulation(options).run();
}

class Simulation {
  readonly #options: SeedOptions;
  readonly #nodes: readonly NodeId[];
  readonly #virtual: VirtualCluster;
  readonly #load: Load;
  readonly #storm: Storm;
  readonly #hash = new TraceHash();
  readonly #outcomes = new Outcomes();
  #events = 0;
  #elections = 0;

  constructor(options: SeedOptions) {
    const { seed } = options;
    const dice = new Dice(seed, 'cluster');
    const count = options.nodes ?? dice.pick([3, 3, 4, 5, 5, 5, 7]);
    this.#options = options;
    this.#nodes = Array.from({ length: count }, (_, at) => `S${at + 1}`);
    this.#virtual = new VirtualCluster({
      nodes: this.#nodes,
      seed,
      raft: {
        ...defaultOptions,
        reads: 'log',
        snapshotAfterEntries: null,
        heartbeatMs: 50,
        electionTimeoutMs: 150,
        maxEntriesPerMessage: dice.pick([1, 1, 4, 512]),
        noopOnElection: true,
        maxCommandLength: dice.pick([100, 131_072]),
        maxInFlight: dice.pick([1, 3, 64]),
      },
      pace: 'real',
      by: 'simulation',
      onEvent: (event) => this.#hear(event),
    });
    const { cluster, clock, world } = this.#virtual;
    const settings = { clients: dice.whole(2, 5), thinkMicros: dice.whole(20, 300) * 1000 };
    this.#load = new Load(cluster, clock, new Dice(seed, 'load'), settings);
    this.#storm = new Storm(cluster, world, new Dice(seed, 'storm'));
  }

  run(): SeedReport {
    this.#runStorm();
    if (this.#isClean()) this.#runCalm();
    if (this.#isClean()) this.#judgeEnd();
    return this.#report();
  }

  #runStorm(): void {
    const { clock } = this.#virtual;
    const most = this.#options.steps ?? STORM_STEPS;
    this.#virtual.start();
    this.#load.start();
    this.#storm.start();
    const isEnough = () => this.#virtual.steps >= most && this.#storm.strikes >= LEAST_STRIKES;
    while (this.#isClean() && !isEnough() && clock.now() < LONGEST_STORM && this.#isBounded()) clock.runNext();
  }

  /** Liveness: with every fault ended, a leader is elected, every operation ends, and all logs become equal. */
  #runCalm(): void {
    this.#load.stop();
    this.#storm.end();
    this.#waitFor('all faults had ended', () => this.#isSettled());
    if (!this.#isClean()) return;
    this.#load.askLast((client, ok) => {
      if (!ok) this.#virtual.complain('Liveness', `${client} got no answer from a whole cluster.`, []);
    });
    this.#waitFor('every client had asked once more', () => this.#isSettled());
  }

  #waitFor(since: string, condition: () => boolean): void {
    const { clock } = this.#virtual;
    const limit = clock.now() + LONGEST_CALM;
    while (this.#isClean() && !condition()) {
      if (clock.now() >= limit) {
        const detail = `${LONGEST_CALM / 1_000_000} s after ${since}: ${this.#unsettled().join(', ')}.`;
        return this.#virtual.complain('Liveness', detail, []);
      }
      const nextLook = clock.now() + LOOK_EVERY;
      while (this.#isBounded() && clock.runNext(nextLook));
      if (this.#isClean()) clock.runUntil(nextLook);
    }
  }

  /** Servers that answer each other without end would fill the rest of the run. */
  #isBounded(): boolean {
    const isBounded = this.#virtual.steps < RUNAWAY * (this.#options.steps ?? STORM_STEPS);
    if (!isBounded && this.#isClean()) {
      this.#virtual.complain('Liveness', `${this.#virtual.steps} steps, and the messages do not end.`, []);
    }
    return isBounded;
  }

  #isSettled(): boolean {
    return this.#unsettled().length === 0;
  }

  #unsettled(): string[] {
    const problems: string[] = [];
    const states = this.#nodes.map((node) => this.#virtual.cluster.members.get(node)?.node?.state);
    const [first] = states;
    if (this.#load.open > 0) problems.push(`${this.#load.open} operations have no outcome`);
    if (!states.some((state) => state?.role.kind === 'leader')) problems.push('nobody leads');
    if (states.some((state) => state === undefined)) problems.push('a server is down');
    const last = first?.log.entries.at(-1);
    const differs = states.some(
      (state) => state?.commitIndex !== last?.index || state?.log.entries.at(-1)?.term !== last?.term,
    );
    if (differs) problems.push('the logs are not equal and committed');
    return problems;
  }

  /** At the end: equal logs and machines everywhere, and every client was told the truth. */
  #judgeEnd(): void {
    const { cluster, complain } = this.#virtual;
    const [first, ...others] = cluster.inspect();
    for (const other of others) {
      if (first !== undefined && endOf(first) !== endOf(other)) {
        complain('State Machine Safety', `${first.id} and ${other.id} end with different logs or values.`, []);
      }
    }
    const log = cluster.members.get('S1')?.node?.state.log.entries ?? [];
    this.#outcomes.judge(log, (invariant, detail) => complain(invariant, detail, []));
  }

  #isClean(): boolean {
    return this.#virtual.violations.length === 0;
  }

  #hear(event: TraceEvent): void {
    this.#events += 1;
    this.#hash.add(event);
    if (event.ev === 'raft.role' && event.role.to === 'leader') this.#elections += 1;
    this.#outcomes.hear(event);
    this.#storm.hear(event);
    this.#options.onEvent?.(event);
  }

  #report(): SeedReport {
    const { violations, steps, clock, cluster } = this.#virtual;
    const committed = Math.max(0, ...cluster.inspect().map(({ state }) => state?.commitIndex ?? 0));
    return {
      seed: this.#options.seed,
      nodes: this.#nodes.length,
      steps,
      events: this.#events,
      violations,
      hash: this.#hash.digest(),
      virtualMs: clock.now() / 1000,
      faults: this.#storm.counts,
      elections: this.#elections,
      committed,
      outcomes: this.#outcomes.counts,
      counts: this.#outcomes.counts.ok >= 10 && this.#storm.strikes >= LEAST_STRIKES,
    };
  }
}

function endOf({ log, pairs }: NodeTruth): string {
  return JSON.stringify([log, pairs]);
}
