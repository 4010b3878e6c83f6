/** What a judge of recorded events says: the rule that was broken, and the events that contradict each other. */
import type { NodeId } from '../../raft/types.ts';
import { type Invariant, invariants } from '../violation.ts';

/** What only the whole recording shows: disks, clients and servers side by side. */
export const recordedRules = {
  acknowledgedIsSynced: 'Acknowledged Is on a Majority of Disks',
  exactlyOnce: 'Each Command Takes Effect Once',
  answersAreTrue: 'Answers Are True',
  refusedHasNoEffect: 'Refused Never Takes Effect',
  orderOfTheLog: 'The Order of the Log Is That of the Clients',
} as const;

export type Rule = Invariant | (typeof recordedRules)[keyof typeof recordedRules];

/** All that a recording is judged by, in the order in which reports name them. */
export const rules: readonly Rule[] = [...Object.values(invariants), ...Object.values(recordedRules)];

export interface Finding {
  readonly invariant: Rule;
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
