/** A node's own state as it is in memory, for the test that the fold of the trace equals it. */
import type { EntryRecord, NodeStateRecord } from '../trace/events.ts';

export interface NodeTruth {
  readonly id: string;
  readonly status: 'up' | 'paused' | 'down' | 'halted';
  readonly incarnation: number;
  /** null while down or halted. */
  readonly state: NodeStateRecord | null;
  readonly log: readonly EntryRecord[];
  readonly progress: readonly {
    readonly peer: string;
    readonly nextIndex: number;
    readonly matchIndex: number;
    readonly inFlight: number;
    readonly mode: 'probe' | 'replicate';
  }[];
  /** The key-value pairs, sorted by key. */
  readonly pairs: readonly (readonly [string, string])[];
}
