/** The one door: step(state, input, now) → output. Deterministic; changes the state in place; knows no clock and no I/O. */
import { handleAppendEntriesReply, handleInstallSnapshotReply } from './answers.ts';
import { handleChange, tendMembership } from './change.ts';
import { advanceCommitIndex } from './commitment.ts';
import type { Input, Output, TimerName } from './duties.ts';
import {
  askForVotes,
  handleElectionTimeout,
  handlePreVote,
  handlePreVoteReply,
  handleRequestVote,
  handleRequestVoteReply,
  handleTimeoutNow,
  isWithheld,
  withholdVote,
} from './election.ts';
import { handleAppendEntries, refuseStaleAppendEntries } from './following.ts';
import { beat, checkQuorum, propose } from './leading.ts';
import type { Message } from './messages.ts';
import type { IgnoreNote } from './notes.ts';
import { deriveApply, deriveConfiguration, deriveSave, emptyOutput, holdBack, rememberBefore } from './output.ts';
import { handleReadIndex, handleReadIndexReply, handleReads, tendReads } from './reads.ts';
import { adoptTerm, resetElectionTimer } from './roles.ts';
import { compact, handleInstallSnapshot, refuseStaleInstallSnapshot } from './snapshot.ts';
import { abandonTransfer, handleTransfer } from './transfer.ts';
import type { RaftState } from './types.ts';

/** `now`: milliseconds of this server's clock, which may be slow or stand still but never goes back. */
export function step(state: RaftState, input: Input, now: number): Output {
  const output = emptyOutput();
  const before = rememberBefore(state);
  state.now = now;
  handle(state, output, input);
  if (state.role.kind === 'leader') tendMembership(state, output, state.role);
  if (state.role.kind === 'leader') tendReads(state, output, state.role);
  deriveConfiguration(state, before, output);
  deriveSave(state, before, output);
  holdBack(state, output);
  deriveApply(state, output);
  return output;
}

function handle(state: RaftState, output: Output, input: Input): void {
  switch (input.kind) {
    case 'start':
      return handleStart(state, output);
    case 'timeout':
      return handleTimeout(state, output, input.timer, input.why);
    case 'receive':
      return handleMessage(state, output, input.message);
    case 'propose':
      return propose(state, output, input.proposals);
    case 'read':
      return handleReads(state, output, input.reads);
    case 'change':
      return handleChange(state, output, input.requestId, input.change);
    case 'transfer':
      return handleTransfer(state, output, input.requestId, input.target);
    case 'compact':
      return compact(state, output, input.snapshot);
    case 'saved':
      return handleSaved(state, output, input.saveId);
    case 'configure':
      state.options = input.options;
      return;
    default:
      input satisfies never;
  }
}

/** Under leases a server may have promised its patience to a leader before it crashed (thesis 6.4.1). */
function handleStart(state: RaftState, output: Output): void {
  const { reads, electionTimeoutMs } = state.options;
  if (reads === 'lease') state.withholdVotesUntil = state.now + electionTimeoutMs;
  resetElectionTimer(state, output);
}

function handleTimeout(state: RaftState, output: Output, timer: TimerName, why: 'elapsed' | 'requested'): void {
  const { role } = state;
  switch (timer) {
    case 'election':
      return handleElectionTimeout(state, output, why);
    case 'heartbeat':
      if (role.kind === 'leader') beat(state, output, role);
      else if (role.kind !== 'follower') askForVotes(state, output, role);
      return;
    case 'quorum':
      return checkQuorum(state, output);
    case 'transfer':
      if (role.kind === 'leader') abandonTransfer(output, role, 'timeLimit');
      return;
    default:
      timer satisfies never;
  }
}

/** §5.1: the term is looked at once, before the message: a higher one is followed, a lower one refused. */
function handleMessage(state: RaftState, output: Output, message: Message): void {
  if (message.to !== state.id) return ignore(output, message, 'notForMe');
  if (message.kind === 'preVote') return handlePreVote(state, output, message);
  if (message.kind === 'requestVote' && isWithheld(state, message)) return withholdVote(state, output, message);
  if (message.term > state.currentTerm && !namesAFutureTerm(message)) {
    adoptTerm(state, output, message.term, message.from);
  }
  if (message.term < state.currentTerm) handleStale(state, output, message);
  else handleCurrent(state, output, message);
}

/** A granted PreVote echoes the term that was asked about, which nobody has entered yet (thesis 9.6). */
function namesAFutureTerm(message: Message): boolean {
  return message.kind === 'preVoteReply' && message.voteGranted;
}

/** §5.1: old requests are answered, so that their sender learns the term; old answers say nothing about this one. */
function handleStale(state: RaftState, output: Output, message: Message): void {
  switch (message.kind) {
    case 'requestVote':
      return handleRequestVote(state, output, message);
    case 'appendEntries':
      return refuseStaleAppendEntries(state, output, message);
    case 'installSnapshot':
      return refuseStaleInstallSnapshot(state, output, message);
    case 'readIndex':
      return handleReadIndex(state, output, message);
    default:
      return ignore(output, message, 'staleTerm');
  }
}

function handleCurrent(state: RaftState, output: Output, message: Exclude<Message, { kind: 'preVote' }>): void {
  switch (message.kind) {
    case 'preVoteReply':
      return handlePreVoteReply(state, output, message);
    case 'requestVote':
      return handleRequestVote(state, output, message);
    case 'requestVoteReply':
      return handleRequestVoteReply(state, output, message);
    case 'appendEntries':
      return handleAppendEntries(state, output, message);
    case 'appendEntriesReply':
      return handleAppendEntriesReply(state, output, message);
    case 'installSnapshot':
      return handleInstallSnapshot(state, output, message);
    case 'installSnapshotReply':
      return handleInstallSnapshotReply(state, output, message);
    case 'timeoutNow':
      return handleTimeoutNow(state, output, message);
    case 'readIndex':
      return handleReadIndex(state, output, message);
    case 'readIndexReply':
      return handleReadIndexReply(state, output, message);
    default:
      message satisfies never;
  }
}

function ignore(output: Output, { from, kind }: Message, why: IgnoreNote['ignore']['why']): void {
  output.notes.push({ ev: 'raft.ignore', ignore: { from, message: kind, why } });
}

/** The disk reports a save, and with it all before it: a leader may now count itself for those entries. */
function handleSaved(state: RaftState, output: Output, saveId: number): void {
  while (state.pendingSaves[0] !== undefined && state.pendingSaves[0].saveId <= saveId) {
    const saved = state.pendingSaves.shift();
    state.durableIndex = Math.max(state.durableIndex, saved?.lastIndex ?? 0);
  }
  if (state.role.kind === 'leader') advanceCommitIndex(state, output, state.role.progress);
}
