/** When a leader may call an entry committed (§5.3, §5.4.2, Figure 8). */

import type { Output } from './duties.ts';
import { termAt } from './log.ts';
import { quorumIndex } from './quorum.ts';
import type { Progress, RaftState } from './types.ts';

/** Raises commitIndex and says why. commitIndex never falls. */
export function commitTo(state: RaftState, output: Output, index: number, why: 'majority' | 'leaderCommit'): void {
  if (index <= state.commitIndex) return;
  output.notes.push({ ev: 'log.commit', commit: { from: state.commitIndex, to: index, why } });
  state.commitIndex = index;
}

/**
 * Figure 2, "Leaders": commits the highest index that a majority stores, if that entry is of the leader's own term
 * (§5.4.2). The leader counts itself only up to what its own disk has reported.
 */
export function advanceCommitIndex(state: RaftState, output: Output, progress: ReadonlyMap<string, Progress>): void {
  const stored = quorumIndex(state.log.configuration, (id) =>
    id === state.id ? state.durableIndex : (progress.get(id)?.matchIndex ?? 0),
  );
  if (stored <= state.commitIndex || stored === Number.POSITIVE_INFINITY) return;
  const term = termAt(state.log, stored);
  if (term === state.currentTerm) commitTo(state, output, stored, 'majority');
  else withhold(state, output, stored, term ?? 0);
}

/** An old entry on a majority may still be overwritten; it commits only below one of the leader's own term. */
function withhold(state: RaftState, output: Output, index: number, term: number): void {
  output.notes.push({ ev: 'raft.withhold', withhold: { index, term, currentTerm: state.currentTerm } });
}
