/** What the judges judge by, and what they say when it is broken. */
import type { NodeId } from '../raft/types.ts';

/** Figure 3's five properties by their names there, and the smaller rules that they rest on. */
export const invariants = {
  electionSafety: 'Election Safety',
  leaderAppendOnly: 'Leader Append-Only',
  logMatching: 'Log Matching',
  leaderCompleteness: 'Leader Completeness',
  stateMachineSafety: 'State Machine Safety',
  oneVotePerTerm: 'One Vote per Term',
  termNeverFalls: 'The Term Never Falls',
  commitNeverFalls: 'The Commit Index Never Falls',
  logTermsOrdered: 'Terms in a Log Never Fall',
  commitWithinLog: 'Committed Is in the Log',
  appliedIsCommitted: 'Applied Is Committed',
  appliedNeverFalls: 'The Applied Index Never Falls',
  appliedInOrder: 'Applied Once and in Order',
  committedByOwnTerm: 'Committed by an Entry of the Own Term',
  committedOnMajority: 'Committed Is on a Majority',
  matchIsStored: 'What a Leader Counts Is Stored',
  matchNeverFalls: 'matchIndex Never Falls',
  oneChangeAtATime: 'One Membership Change at a Time',
  changeAfterOwnEntry: 'Changes Follow an Entry of the Own Term',
  quorumsIntersect: 'Quorums of Successive Memberships Intersect',
  serverHalted: 'A Server Halted',
} as const;

export type Invariant = (typeof invariants)[keyof typeof invariants];

export interface Violation {
  readonly invariant: Invariant;
  /** A sentence with the servers, terms and indexes. */
  readonly detail: string;
  readonly nodes: readonly NodeId[];
}

/** The entry or the term that a violation is about, by which the events that clash can be found. */
export interface About {
  readonly index?: number;
  readonly term?: number;
}

export type Report = (invariant: Invariant, detail: string, nodes: readonly NodeId[], about?: About) => void;
