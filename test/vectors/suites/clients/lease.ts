/** File 14, the lease (thesis 6.4.1): for how long a majority's answer lets a leader answer reads by itself. */
import * as v from 'valibot';
import type { Input, Output } from '../../../../core/raft/duties.ts';
import type { Message } from '../../../../core/raft/messages.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';

const leaseGiven = v.strictObject({
  self: v.number(),
  role: v.literal('leader'),
  /** When the round was sent that a majority has answered. */
  leaseStart: v.optional(v.number()),
  roundSent: v.optional(v.number()),
  ackArrived: v.optional(v.number()),
  electionTimeout: v.number(),
  driftBound: v.number(),
  commit: v.number(),
  applied: v.number(),
  termCommitted: v.boolean(),
  transferPending: v.optional(v.boolean(), false),
});
type LeaseGiven = v.InferOutput<typeof leaseGiven>;

const TERM = 3;

export function judgeLease(vector: Vector): Verdict {
  const given = v.parse(leaseGiven, vector.given);
  const { readAt } = v.parse(v.strictObject({ readAt: v.number() }), vector.when);
  const state = leaderOf(given);
  const sentAt = given.roundSent ?? given.leaseStart ?? 0;
  const beat = step(state, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' }, sentAt);
  for (const message of beat.sendNow) acknowledge(state, message, given.ackArrived ?? sentAt);
  const transfer: Input = { kind: 'transfer', requestId: 1, target: 'S2' };
  if (given.transferPending) step(state, transfer, readAt);
  const output = step(state, { kind: 'read', reads: [{ readId: 1, by: 'leader' }] }, readAt);
  return compare(vector.then ?? {}, { now: outcomeOf(output) });
}

/** Its last entry, of its own term, is committed when `termCommitted`; all before it are of the term before. */
function leaderOf({ self, commit, applied, termCommitted, electionTimeout, driftBound }: LeaseGiven): RaftState {
  const older = Array.from({ length: termCommitted ? commit - 1 : commit }, () => TERM - 1);
  const given = { self, role: 'leader', term: TERM, votedFor: self, log: [...older, TERM], commit, applied };
  const lease = { electionTimeoutMs: electionTimeout, clockDriftBound: driftBound };
  const options = { reads: 'lease', withholdVotes: true, ...lease } as const;
  const state = serverOf(v.parse(serverGiven, given), options);
  const nextIndex = state.log.entries.length + 1;
  for (const server of [2, 3]) {
    Object.assign(progressOf(state, server), { matchIndex: commit, nextIndex, mode: 'replicate' });
  }
  return state;
}

function acknowledge(state: RaftState, sent: Message, now: number): void {
  if (sent.kind !== 'appendEntries') return;
  const { to: from, from: to, term, round, configurationIndex } = sent;
  const matchIndex = state.commitIndex;
  const answer = { success: true, prevLogIndex: matchIndex, matchIndex, conflict: null, round, configurationIndex };
  step(state, { kind: 'receive', message: { kind: 'appendEntriesReply', from, to, term, ...answer } }, now);
}

function outcomeOf({ reads, notes }: Output): string {
  const [answer] = reads;
  if (answer !== undefined) return answer.ok ? 'serve' : 'fail';
  const waits = notes.flatMap((note) => (note.ev === 'raft.read' ? [note.read.why] : []));
  return waits.includes('confirmation') ? 'confirm-with-majority' : 'wait';
}
