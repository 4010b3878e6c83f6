/** Mistakes of followers with what their leader sends them (§5.3, Figure 2, "AppendEntries RPC"). */
import { commitTo } from '../raft/commitment.ts';
import type { Input } from '../raft/duties.ts';
import { lastLogIndex, termAt, truncateLog } from '../raft/log.ts';
import type { AppendEntries, AppendEntriesReply, Message } from '../raft/messages.ts';
import { step } from '../raft/step.ts';
import type { RaftState } from '../raft/types.ts';
import { adding, type Bug } from './bug.ts';

const GUIDE = "Jon Gjengset's Students' Guide to Raft (2016) warns of it.";

/** An old request that arrives late takes away what was acknowledged since. */
export const cutWithoutConflict: Bug = {
  name: 'cut-without-conflict',
  title: 'A follower drops everything after prevLogIndex and takes the entries of the request in its place.',
  paper: '5.3',
  history: GUIDE,
  plant: () => ({
    step: (state, input, now) => {
      const request = requestOf(state, input);
      if (request !== null && matches(state, request)) cutAfter(state, request.prevLogIndex);
      return step(state, input, now);
    },
  }),
};

/** What lies beyond may be of an earlier leader, and another entry is committed at its place. */
export const commitPastVerified: Bug = {
  name: 'commit-past-verified',
  title: 'A follower commits up to leaderCommit or the end of its log, also past what this request has verified.',
  paper: '5.3',
  history: GUIDE,
  plant: () =>
    adding((state, output, input) => {
      const request = requestOf(state, input);
      if (request === null || !output.sendAfterSave.some(isSuccess)) return;
      commitTo(state, output, Math.min(request.leaderCommit, lastLogIndex(state.log)), 'leaderCommit');
    }),
};

/** The leader counts entries of this follower that the leader never sent. */
export const acknowledgeOwnEnd: Bug = {
  name: 'acknowledge-own-end',
  title: 'A follower acknowledges up to the end of its own log instead of the end of the request.',
  paper: '5.3',
  history: null,
  plant: () =>
    adding(({ log }, output) => {
      output.sendAfterSave = output.sendAfterSave.map((message) =>
        isSuccess(message) ? { ...message, matchIndex: lastLogIndex(log) } : message,
      );
    }),
};

/** The request, if the core will take its sender for the leader. */
function requestOf({ id, currentTerm }: RaftState, input: Input): AppendEntries | null {
  if (input.kind !== 'receive' || input.message.kind !== 'appendEntries') return null;
  const { message } = input;
  return message.to === id && message.term >= currentTerm ? message : null;
}

function matches({ log }: RaftState, { prevLogIndex, prevLogTerm }: AppendEntries): boolean {
  return prevLogIndex >= log.snapshotIndex && termAt(log, prevLogIndex) === prevLogTerm;
}

function cutAfter(state: RaftState, index: number): void {
  if (index >= lastLogIndex(state.log)) return;
  truncateLog(state.log, index + 1);
  state.durableIndex = Math.min(state.durableIndex, index);
  for (const pending of state.pendingSaves) pending.lastIndex = Math.min(pending.lastIndex, index);
}

function isSuccess(message: Message): message is AppendEntriesReply {
  return message.kind === 'appendEntriesReply' && message.success;
}
