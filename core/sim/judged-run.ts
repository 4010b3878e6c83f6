/** A virtual cluster with everything that listens to it and judges it, from its first event to what clients were told. */
import type { NodeTruth } from '../contract/node-truth.ts';
import type { NodeId } from '../raft/types.ts';
import type { Deed } from '../scenario/language/deed.ts';
import type { WorldSettings } from '../scenario/language/world.ts';
import type { TraceEvent } from '../trace/events.ts';
import { Coverage } from './judge/coverage.ts';
import { Outcomes } from './judge/outcomes.ts';
import { Recovery, type RecoverySettings } from './judge/recovery.ts';
import { TraceHash } from './judge/trace-hash.ts';
import type { RunReport } from './report.ts';
import { VirtualCluster } from './virtual-cluster.ts';

export interface RunOptions {
  readonly nodes: readonly NodeId[];
  readonly world: WorldSettings;
  readonly onEvent?: (event: TraceEvent) => void;
}

/** All it takes to do a run again. */
export interface Recording extends Pick<RunOptions, 'nodes' | 'world'> {
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

  constructor({ nodes, world, onEvent = () => {} }: RunOptions) {
    this.#onEvent = onEvent;
    const hear = (event: TraceEvent) => this.#hear(event);
    this.virtual = new VirtualCluster({
      nodes,
      seed: world.seed,
      world,
      pace: 'real',
      by: 'simulation',
      onEvent: hear,
    });
  }

  /** With all faults ended the cluster recovers, and what clients were told must be true. Answers ms of virtual time. */
  recover(settings: RecoverySettings): number {
    const tookMs = new Recovery(this.virtual, settings).run();
    if (this.virtual.isClean) this.#judgeEnd();
    return tookMs;
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

  /** Equal logs and machines everywhere, and every client was told the truth. */
  #judgeEnd(): void {
    const { cluster, complain } = this.virtual;
    const [first, ...others] = cluster.inspect().filter(({ status }) => status === 'up');
    for (const other of others) {
      if (first !== undefined && endOf(first) !== endOf(other)) {
        complain('State Machine Safety', `${first.id} and ${other.id} end with different logs or values.`, []);
      }
    }
    const log = cluster.members.get(first?.id ?? '')?.node?.state.log.entries ?? [];
    this.#outcomes.judge(log, (invariant, detail) => complain(invariant, detail, []));
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

function endOf({ log, pairs }: NodeTruth): string {
  return JSON.stringify([log, pairs]);
}
