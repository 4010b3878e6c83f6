/** What a simulation says about one seed, and about many. */
import type { FaultCounts } from './storm.ts';
import type { FoundViolation } from './virtual-cluster.ts';

export interface SeedReport {
  readonly seed: number;
  readonly nodes: number;
  /** Steps of the core, each followed by a look of all judges. */
  readonly steps: number;
  readonly events: number;
  readonly violations: readonly FoundViolation[];
  /** SHA-256 of the trace, hexadecimal: the same seed gives the same. */
  readonly hash: string;
  readonly virtualMs: number;
  readonly faults: FaultCounts;
  /** Leaders elected. */
  readonly elections: number;
  /** Entries committed at the end. */
  readonly committed: number;
  readonly outcomes: { readonly ok: number; readonly refused: number; readonly unknown: number };
  /** The run was a test at all: commands were committed, and faults hit. */
  readonly counts: boolean;
}

export interface SimulationReport {
  readonly from: number;
  /** Seeds that were run to the end. */
  readonly seeds: number;
  readonly steps: number;
  readonly events: number;
  readonly violations: readonly (FoundViolation & { readonly seed: number })[];
  /** SHA-256 over the hashes of all seeds, in order. */
  readonly hash: string;
  /** Seeds that were no test: too little was committed, or nothing was harmed. */
  readonly idle: readonly number[];
  /** Ended before all seeds were run. */
  readonly interrupted: boolean;
}
