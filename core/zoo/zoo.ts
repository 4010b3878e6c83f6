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

/** The same for a name that a file or a folder gives; throws a sentence when there is no such bug. */
export function bugCalled(name: string): Bug {
  const bug = bugNamed(name);
  if (bug === null)
    throw new Error(`No bug is called ${name}. There are: ${bugs.map((each) => each.name).join(', ')}.`);
  return bug;
}

export function bugNamed(name: string): Bug | null {
  return bugs.find((bug) => bug.name === name) ?? null;
}
