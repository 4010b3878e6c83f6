/** What a simulation says about one seed, and about many. */
import type { NoteCounts } from './judge/coverage.ts';
import type { FaultCounts } from './storm/families.ts';
import type { FoundViolation } from './virtual-cluster.ts';

/** What any run of a virtual cluster can tell. */
export interface RunReport {
  /** Steps of the core, each followed by a look of all judges. */
  readonly steps: number;
  readonly events: number;
  readonly violations: readonly FoundViolation[];
  /** Fingerprint of the trace, 16 hexadecimal digits: the same seed gives the same. */
  readonly hash: string;
  readonly virtualMs: number;
  /** Leaders elected. */
  readonly elections: number;
  /** Entries committed at the end. */
  readonly committed: number;
  readonly outcomes: { readonly ok: number; readonly refused: number; readonly unknown: number };
  readonly notes: NoteCounts;
}

export interface SeedReport extends RunReport {
  readonly seed: number;
  readonly nodes: number;
  readonly faults: FaultCounts;
  /** The longest stage of the liveness phase, ms of virtual time; null when there was none. */
  readonly recoveryMs: number | null;
  /** The run was a test at all: operations succeeded, and faults hit. */
  readonly counts: boolean;
  /** Why it was not. */
  readonly why: string | null;
}

/** How often something was met, and in how many seeds. */
export interface Met {
  readonly times: number;
  readonly seeds: number;
}

export interface CoverageReport {
  /** By family, those never hit with 0. */
  readonly faults: Readonly<Record<string, Met>>;
  /** By kind and reason, those met only. */
  readonly notes: Readonly<Record<string, Met>>;
}

export interface SimulationReport {
  readonly from: number;
  /** Seeds that were run to the end. */
  readonly seeds: number;
  readonly steps: number;
  readonly events: number;
  readonly violations: readonly (FoundViolation & { readonly seed: number })[];
  /** SHA-256 over the fingerprints of all seeds, in order. */
  readonly hash: string;
  /** Seeds that were no test. */
  readonly idle: readonly { readonly seed: number; readonly why: string }[];
  readonly coverage: CoverageReport;
  /** The longest stage of all liveness phases, ms of virtual time. */
  readonly longestRecoveryMs: number;
  /** Ended before all seeds were run. */
  readonly interrupted: boolean;
}
