/** The one door: step(state, input) → output. Deterministic; changes the state in place; knows no time and no I/O. */
import { advanceCommitIndex } from './commitment.ts';
import type { Input, Output } from './duties.ts';
import { handleRequestVote, handleRequestVoteReply, requestVotes, startElection } from './election.ts';
import { handleAppendEntries, refuseStaleAppendEntries } from './following.ts';
import { deriveApply, deriveSave, emptyOutput } from './output.ts';
import { handleAppendEntriesReply, propose, sendHeartbeats } from './replication.ts';
import { adoptTerm, resetElectionTimer } from './roles.ts';
import type { HardState, Message, RaftState } from './types.ts';

export function step(state: RaftState, input: Input): Output {
  const output = emptyOutput();
  const before: HardState = { currentTerm: state.currentTerm, votedFor: state.votedFor };
  handle(state, output, input);
  deriveSave(state, before, output);
  deriveApply(state, output);
  return output;
}

function handle(state: RaftState, output: Output, input: Input): void {
  switch (input.kind) {
    case 'start':
      return resetElectionTimer(state, output);
    case 'timeout':
      return input.timer === 'election' ? startElection(state, output, input.why) : handleBeat(state, output);
    case 'receive':
      return handleMessage(state, output, input.message);
    case 'propose':
      return propose(state, output, input.proposals);
    case 'saved':
      return handleSaved(state, output, input.saveId);
    default:
      input satisfies never;
  }
}

/** The heartbeat timer: leaders keep their followers, candidates ask again. */
function handleBeat(state: RaftState, output: Output): void {
  if (state.role.kind === 'leader') sendHeartbeats(state, output, state.role);
  if (state.role.kind === 'candidate') requestVotes(state, output, state.role);
}

/** §5.1: the term is looked at once, before the message: a higher one is followed, a lower one refused. */
function handleMessage(state: RaftState, output: Output, message: Message): void {
  const { from, kind, term } = message;
  if (message.to !== state.id) {
    output.notes.push({ ev: 'raft.ignore', ignore: { from, message: kind, why: 'notForMe' } });
    return;
  }
  if (term > state.currentTerm) adoptTerm(state, output, term, from);
  const stale = term < state.currentTerm;
  switch (kind) {
    case 'requestVote':
      return handleRequestVote(state, output, message);
    case 'appendEntries':
      return stale ? refuseStaleAppendEntries(state, output, message) : handleAppendEntries(state, output, message);
    case 'requestVoteReply':
      return stale ? ignoreStale(output, message) : handleRequestVoteReply(state, output, message);
    case 'appendEntriesReply':
      return stale ? ignoreStale(output, message) : handleAppendEntriesReply(state, output, message);
    default:
      message satisfies never;
  }
}

/** An answer to a question of an earlier term says nothing about this one. */
function ignoreStale(output: Output, { from, kind }: Message): void {
  output.notes.push({ ev: 'raft.ignore', ignore: { from, message: kind, why: 'staleTerm' } });
}

/** The disk reports a save, and with it all before it: a leader may now count itself for those entries. */
function handleSaved(state: RaftState, output: Output, saveId: number): void {
  while (state.pendingSaves[0] !== undefined && state.pendingSaves[0].saveId <= saveId) {
    const saved = state.pendingSaves.shift();
    state.durableIndex = Math.max(state.durableIndex, saved?.lastIndex ?? 0);
  }
  if (state.role.kind === 'leader') advanceCommitIndex(state, output, state.role.progress);
}
