/** What a judge of recorded events says: the rule that was broken, and the events that contradict each other. */
import type { NodeId } from '../../raft/types.ts';
import type { Invariant } from '../violation.ts';

export interface Finding {
  readonly invariant: Invariant;
  /** A sentence with the servers, terms and indexes. */
  readonly detail: string;
  readonly nodes: readonly NodeId[];
  /** `seq` of the events that clash, the newest last. */
  readonly seqs: readonly number[];
}

export type Find = (finding: Finding) => void;

export function inOrder(seqs: readonly number[]): number[] {
  return [...new Set(seqs)].sort((one, other) => one - other);
}
