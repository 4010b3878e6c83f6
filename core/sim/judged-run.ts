/** A virtual cluster with everything that listens to it and judges it, from its first event to what clients were told. */
import type { NodeId } from '../raft/types.ts';
import type { Deed } from '../scenario/language/deed.ts';
import type { WorldSettings } from '../scenario/language/world.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { Bug } from '../zoo/bug.ts';
import { Coverage } from './judge/coverage.ts';
import { recoverAndJudge } from './judge/ending.ts';
import { Outcomes } from './judge/outcomes.ts';
import type { RecoverySettings } from './judge/recovery.ts';
import { TraceHash } from './judge/trace-hash.ts';
import type { RunReport } from './report.ts';
import { VirtualCluster } from './virtual-cluster.ts';

export interface RunOptions {
  readonly nodes: readonly NodeId[];
  readonly world: WorldSettings;
  readonly bug?: Bug | undefined;
  readonly onEvent?: (event: TraceEvent) => void;
}

/** All it takes to do a run again. */
export interface Recording extends Pick<RunOptions, 'nodes' | 'world' | 'bug'> {
  readonly deeds: readonly Deed[];
  /** When the faults ended, ms. */
  readonly calmAtMs: number;
  readonly recovery: RecoverySettings;
}

export class JudgedRun {
  readonly virtual: VirtualCluster;
  readonly #outcomes = new Outcomes();
  readonly #coverage = new Coverage();
  readonly #hash = new TraceHash();
  readonly #onEvent: (event: TraceEvent) => void;
  #events = 0;
  #elections = 0;

  constructor({ nodes, world, bug, onEvent = () => {} }: RunOptions) {
    this.#onEvent = onEvent;
    const hear = (event: TraceEvent) => this.#hear(event);
    this.virtual = new VirtualCluster({
      nodes,
      seed: world.seed,
      world,
      pace: 'real',
      by: 'simulation',
      ...(bug === undefined ? {} : { bug }),
      onEvent: hear,
    });
  }

  /** Operations that succeeded so far. */
  get answered(): number {
    return this.#outcomes.counts.ok;
  }

  /** With all faults ended the cluster recovers, and what clients were told must be true. Answers ms of virtual time. */
  recover(settings: RecoverySettings): number {
    return recoverAndJudge(this.virtual, this.#outcomes, settings);
  }

  report(): RunReport {
    const { violations, steps, clock, cluster } = this.virtual;
    return {
      steps,
      events: this.#events,
      violations,
      hash: this.#hash.digest(),
      virtualMs: clock.now() / 1000,
      elections: this.#elections,
      committed: Math.max(0, ...cluster.inspect().map(({ state }) => state?.commitIndex ?? 0)),
      outcomes: this.#outcomes.counts,
      notes: this.#coverage.counts(),
    };
  }

  #hear(event: TraceEvent): void {
    this.#events += 1;
    this.#hash.add(event);
    this.#coverage.hear(event);
    this.#outcomes.hear(event);
    if (event.ev === 'raft.role' && event.role.to === 'leader') this.#elections += 1;
    this.#onEvent(event);
  }
}
