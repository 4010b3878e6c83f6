/** Bringing a new server up to date before it gets a vote (thesis 4.2.1): rounds, until one is quick enough. */
import type { Output } from './duties.ts';
import { lastLogIndex } from './log.ts';
import type { NodeId, Progress, RaftState } from './types.ts';

/** Whether the rounds so far, in milliseconds each, let the server in: the last one took less than an election timeout. */
export function isCaughtUp(roundMs: readonly number[], electionTimeoutMs: number): boolean {
  const last = roundMs.at(-1);
  return last !== undefined && last < electionTimeoutMs;
}

export function beginCatchUp(state: RaftState, output: Output, peer: NodeId, progress: Progress): void {
  progress.catchUp = { round: 1, targetIndex: lastLogIndex(state.log), startedAt: state.now, isDone: false };
  note(output, peer, progress, null);
}

/** After each answer: a round that has reached its target ends, and a longer one than an election timeout is repeated. */
export function followCatchUp(state: RaftState, output: Output, peer: NodeId, progress: Progress): void {
  const { catchUp } = progress;
  if (catchUp === null || catchUp.isDone || progress.matchIndex < catchUp.targetIndex) return;
  const roundMs = state.now - catchUp.startedAt;
  if (isCaughtUp([roundMs], state.options.electionTimeoutMs)) catchUp.isDone = true;
  else {
    catchUp.round += 1;
    catchUp.targetIndex = lastLogIndex(state.log);
    catchUp.startedAt = state.now;
    // Nothing came meanwhile: the next round is over as it begins, and no answer would ever end it.
    catchUp.isDone = progress.matchIndex >= catchUp.targetIndex;
  }
  note(output, peer, progress, roundMs);
}

function note(output: Output, peer: NodeId, { catchUp }: Progress, lastRoundMs: number | null): void {
  if (catchUp === null) return;
  const { round, targetIndex, isDone } = catchUp;
  output.notes.push({ ev: 'raft.catchUp', catchUp: { peer, round, targetIndex, lastRoundMs, isDone } });
}
