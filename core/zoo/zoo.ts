/** The bug zoo: historic mistakes with Raft, each caught by the judges and shown by a scenario (docs/decisions/0009). */
import type { Bug } from './bug.ts';
import { commitOldTerm, matchIndexBack } from './counting.ts';
import { ackBeforeSync } from './disk.ts';
import { acknowledgeOwnEnd, commitPastVerified, cutWithoutConflict } from './following.ts';
import { appliedTwice, sessionsNotInSnapshot } from './machines.ts';
import { changeBeforeOwnEntry, twoChangesAtOnce } from './membership.ts';
import { readWithoutRound } from './reads.ts';
import { duplicateVotes, voteNotSaved, voteToStaleLog } from './votes.ts';

/** In the order of the paper. */
export const bugs: readonly Bug[] = [
  voteNotSaved,
  ackBeforeSync,
  duplicateVotes,
  cutWithoutConflict,
  commitPastVerified,
  acknowledgeOwnEnd,
  matchIndexBack,
  voteToStaleLog,
  commitOldTerm,
  twoChangesAtOnce,
  changeBeforeOwnEntry,
  sessionsNotInSnapshot,
  appliedTwice,
  readWithoutRound,
];

export function bugNamed(name: string): Bug | null {
  return bugs.find((bug) => bug.name === name) ?? null;
}
