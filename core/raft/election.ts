/** Leader election (§5.2) with the restriction of §5.4.1. */

import type { Output } from './duties.ts';
import { lastLogIndex, lastLogTerm } from './log.ts';
import type { IgnoreNote, LogEnd, VoteNote } from './notes.ts';
import { send } from './output.ts';
import { isVoter, majorityOf, members, voteResult } from './quorum.ts';
import { becomeLeader } from './replication.ts';
import { changeRole, raiseTerm, resetElectionTimer } from './roles.ts';
import type { NodeId, RaftState, RequestVote, RequestVoteReply, Role } from './types.ts';

type Candidate = Extract<Role, { kind: 'candidate' }>;

/** The election timer fired: asks for votes in a new term. A leader, or a server without a vote, does not campaign. */
export function startElection(state: RaftState, output: Output, why: 'elapsed' | 'requested'): void {
  if (state.role.kind === 'leader') return;
  output.notes.push({ ev: 'raft.timeout', timeout: { timer: 'election', why } });
  resetElectionTimer(state, output);
  if (!isVoter(state.log.configuration, state.id)) return;
  raiseTerm(state, output, state.currentTerm + 1, { why: 'startedElection', seenFrom: null });
  state.votedFor = state.id;
  const candidate: Candidate = { kind: 'candidate', votes: new Map([[state.id, true]]) };
  changeRole(state, output, candidate, 'electionTimeout', []);
  requestVotes(state, output, candidate);
  countVotes(state, output, candidate);
}

/** Asks every voter that has not answered, and again after T: messages get lost, and slow answers need their time (§5.1). */
export function requestVotes(state: RaftState, output: Output, candidate: Candidate): void {
  for (const to of members(state.log.configuration)) {
    if (candidate.votes.has(to) || !isVoter(state.log.configuration, to)) continue;
    send(output, { kind: 'requestVote', from: state.id, to, term: state.currentTerm, ...logEnd(state) });
  }
  output.timers.push({ timer: 'heartbeat', afterMs: state.options.electionTimeoutMs });
}

/** Figure 2, "RequestVote RPC", receiver implementation; requests of an older term are answered too (§5.1). */
export function handleRequestVote(state: RaftState, output: Output, request: RequestVote): void {
  const why = judgeCandidate(state, request);
  const granted = why === 'free' || why === 'alreadyGranted';
  if (granted) {
    state.votedFor = request.from;
    resetElectionTimer(state, output);
  }
  const { lastLogIndex, lastLogTerm } = request;
  const theirs: LogEnd = { lastLogIndex, lastLogTerm };
  output.notes.push({
    ev: 'raft.vote',
    vote: { candidate: request.from, granted, why, votedFor: state.votedFor, mine: logEnd(state), theirs },
  });
  send(output, {
    kind: 'requestVoteReply',
    from: state.id,
    to: request.from,
    term: state.currentTerm,
    voteGranted: granted,
  });
}

function judgeCandidate(state: RaftState, request: RequestVote): VoteNote['vote']['why'] {
  if (request.term < state.currentTerm) return 'staleTerm';
  if (state.votedFor === state.id) return 'ownVote';
  if (state.votedFor !== null && state.votedFor !== request.from) return 'votedForAnother';
  if (!isUpToDate(request, logEnd(state))) return 'logBehind';
  return state.votedFor === null ? 'free' : 'alreadyGranted';
}

/** §5.4.1: the later last term wins; with equal terms, the longer log. Equal logs are up to date. */
export function isUpToDate(theirs: LogEnd, mine: LogEnd): boolean {
  if (theirs.lastLogTerm !== mine.lastLogTerm) return theirs.lastLogTerm > mine.lastLogTerm;
  return theirs.lastLogIndex >= mine.lastLogIndex;
}

/** Counts one answer, once per voter. Only a candidate counts, and only voters in force. */
export function handleRequestVoteReply(state: RaftState, output: Output, reply: RequestVoteReply): void {
  const candidate = state.role;
  if (candidate.kind !== 'candidate') return ignore(output, reply.from, 'notCandidate');
  if (!isVoter(state.log.configuration, reply.from)) return ignore(output, reply.from, 'notVoter');
  if (candidate.votes.has(reply.from)) return ignore(output, reply.from, 'duplicateVote');
  candidate.votes.set(reply.from, reply.voteGranted);
  const have = grantedBy(candidate).length;
  const need = majorityOf(state.log.configuration.voters.length);
  output.notes.push({ ev: 'raft.tally', tally: { from: reply.from, granted: reply.voteGranted, have, need } });
  countVotes(state, output, candidate);
}

function countVotes(state: RaftState, output: Output, candidate: Candidate): void {
  const result = voteResult(state.log.configuration, (id) => candidate.votes.get(id));
  if (result === 'won') becomeLeader(state, output, grantedBy(candidate));
}

function grantedBy(candidate: Candidate): NodeId[] {
  return [...candidate.votes].filter(([, granted]) => granted).map(([id]) => id);
}

function ignore(output: Output, from: NodeId, why: IgnoreNote['ignore']['why']): void {
  output.notes.push({ ev: 'raft.ignore', ignore: { from, message: 'requestVoteReply', why } });
}

function logEnd(state: RaftState): LogEnd {
  return { lastLogIndex: lastLogIndex(state.log), lastLogTerm: lastLogTerm(state.log) };
}
