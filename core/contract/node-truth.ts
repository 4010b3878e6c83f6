/** A node's own state as it is in memory, for the test that the fold of the trace equals it. */
import type { Account } from '../trace/truth.ts';

export interface NodeTruth extends Account {
  /** The key-value pairs, sorted by key. */
  readonly pairs: readonly (readonly [string, string])[];
}
