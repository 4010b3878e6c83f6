/** Linearizable reads that are no entries of the log (thesis 6.4): a majority confirms the leader after the read came. */
import type { Output, ReadRequest } from './duties.ts';
import { termAt } from './log.ts';
import type { ReadIndex, ReadIndexReply } from './messages.ts';
import { send } from './output.ts';
import { quorumIndex } from './quorum.ts';
import { sendRound } from './sending.ts';
import type { ReadNote } from './thesis-notes.ts';
import type { Leadership, NodeId, PendingRead, RaftState } from './types.ts';

/** A client of this server wants to read. A leader looks after it; a follower may ask its leader. */
export function handleReads(state: RaftState, output: Output, reads: readonly ReadRequest[]): void {
  for (const { readId, by } of reads) {
    if (state.role.kind === 'leader') addRead(state, output, state.role, readId, null);
    else if (by === 'any' && state.leaderId !== null) askLeader(state, output, readId, state.leaderId);
    else fail(state, output, readId);
  }
}

function askLeader(state: RaftState, output: Output, readId: number, to: NodeId): void {
  send(output, { kind: 'readIndex', from: state.id, to, term: state.currentTerm, readId });
  note(output, { readId, from: null, readIndex: null, round: null }, 'waits', 'leadersAnswer');
}

/** A follower asks on behalf of its client. */
export function handleReadIndex(state: RaftState, output: Output, { from, readId }: ReadIndex): void {
  if (state.role.kind === 'leader') addRead(state, output, state.role, readId, from);
  else reply(state, output, from, readId, null);
}

export function handleReadIndexReply(state: RaftState, output: Output, { readId, readIndex }: ReadIndexReply): void {
  if (readIndex === null) return fail(state, output, readId);
  note(output, { readId, from: null, readIndex, round: null }, 'ready', 'confirmed');
  output.reads.push({ readId, ok: true, readIndex });
}

function addRead(state: RaftState, output: Output, leader: Leadership, readId: number, from: NodeId | null): void {
  const isReady = hasCommittedInItsTerm(state);
  const read: PendingRead = { readId, from, readIndex: isReady ? state.commitIndex : null, round: null };
  if (isReady && hasLease(state, leader)) return letGo(state, output, read, 'lease');
  leader.reads.push(read);
  note(output, read, 'waits', isReady ? 'confirmation' : 'ownTermCommit');
}

/** A follower has answered: the rounds that a majority has now answered prove that this leader led when they were sent. */
export function hearRound(state: RaftState, leader: Leadership): void {
  const confirmed = confirmedRound(state, leader);
  while (leader.rounds[0] !== undefined && leader.rounds[0].round <= confirmed) {
    leader.leaseStart = leader.rounds[0].sentAt;
    leader.rounds.shift();
  }
}

/**
 * After every step: reads whose round is confirmed go, and those that came while a round was out begin the next one
 * together, so that many reads share one round.
 */
export function tendReads(state: RaftState, output: Output, leader: Leadership): void {
  if (leader.reads.length === 0) return;
  letConfirmedGo(state, output, leader);
  if (leader.reads.length === 0 || leader.reads.some(({ round }) => round !== null)) return;
  sendRound(state, output, leader);
  // A leader that is alone, or needs nobody else, has confirmed itself.
  letConfirmedGo(state, output, leader);
}

function letConfirmedGo(state: RaftState, output: Output, leader: Leadership): void {
  if (!hasCommittedInItsTerm(state)) return;
  const confirmed = confirmedRound(state, leader);
  const waiting: PendingRead[] = [];
  for (const read of leader.reads) {
    // commitIndex may lie behind what an earlier leader committed until an entry of this term is committed.
    read.readIndex ??= state.commitIndex;
    if (read.round !== null && read.round <= confirmed) letGo(state, output, read, 'confirmed');
    else waiting.push(read);
  }
  leader.reads = waiting;
}

function letGo(state: RaftState, output: Output, read: PendingRead, why: 'confirmed' | 'lease'): void {
  const { readId, from, readIndex } = read;
  note(output, read, 'ready', why);
  if (from !== null) reply(state, output, from, readId, readIndex);
  else if (readIndex !== null) output.reads.push({ readId, ok: true, readIndex });
}

/** This leader stands back: it can confirm nothing any more. A read can always be asked again. */
export function failReads(state: RaftState, output: Output, leader: Leadership): void {
  for (const read of leader.reads) {
    if (read.from !== null) {
      note(output, read, 'failed', 'notLeader');
      reply(state, output, read.from, read.readId, null);
    } else fail(state, output, read.readId);
  }
  leader.reads = [];
}

function fail({ leaderId }: RaftState, output: Output, readId: number): void {
  note(output, { readId, from: null, readIndex: null, round: null }, 'failed', 'notLeader');
  output.reads.push({ readId, ok: false, leaderId });
}

function reply({ id, currentTerm }: RaftState, output: Output, to: NodeId, readId: number, readIndex: number | null) {
  send(output, { kind: 'readIndexReply', from: id, to, term: currentTerm, readId, readIndex });
}

/** The latest round that a majority has answered. */
function confirmedRound({ id, log }: RaftState, leader: Leadership): number {
  const round = quorumIndex(log.configuration, (peer) =>
    peer === id ? leader.round : (leader.progress.get(peer)?.round ?? 0),
  );
  return Math.min(round, leader.round);
}

/** Terms never fall along a log, so the last committed entry tells. */
export function hasCommittedInItsTerm({ log, commitIndex, currentTerm }: RaftState): boolean {
  return termAt(log, commitIndex) === currentTerm;
}

/** Thesis 6.4.1: nobody else can be elected before the followers that answered this round may vote again. */
export function hasLease({ options, now }: RaftState, leader: Leadership): boolean {
  const { leaseStart, transferTo, askedForElection } = leader;
  if (options.reads !== 'lease' || !options.withholdVotes) return false;
  if (leaseStart === null || transferTo !== null || askedForElection) return false;
  return now < leaseStart + options.electionTimeoutMs / options.clockDriftBound;
}

function note(
  output: Output,
  { readId, from, readIndex, round }: PendingRead,
  stage: ReadNote['read']['stage'],
  why: ReadNote['read']['why'],
): void {
  output.notes.push({ ev: 'raft.read', read: { readId, from, stage, why, readIndex, round } });
}
