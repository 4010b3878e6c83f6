/** §5.1: terms are a logical clock, and every message carries one. */
import { describe, expect, test } from 'vitest';
import type { Message } from '../../core/raft/messages.ts';
import type { RaftState } from '../../core/raft/types.ts';
import { candidate, follower, leader, receive } from './given.ts';
import { appendEntries, refusal, requestVote, success, vote } from './messages.ts';

const higher: readonly (readonly [string, Message])[] = [
  ['RequestVote', requestVote('S2', 5)],
  ['RequestVoteReply', vote('S2', 5, false)],
  ['AppendEntries', appendEntries('S2', 5)],
  ['AppendEntriesReply', refusal('S2', 5, 0, null)],
];

describe.each(higher)('5.1 a higher term in %s', (_name, message) => {
  test.each([
    ['follower', () => follower({ term: 3, votedFor: 'S3' })],
    ['candidate', () => candidate({ term: 3 })],
    ['leader', () => leader({ term: 3 })],
  ])('turns a %s into a follower of that term', (_role, given) => {
    const state = given();
    const output = receive(state, message);
    expect([state.role.kind, state.currentTerm]).toEqual(['follower', 5]);
    expect(output.save?.hardState).toEqual({ currentTerm: 5, votedFor: state.votedFor });
    expect(output.notes).toContainEqual({
      ev: 'raft.term',
      term: { from: 3, to: 5, why: 'higherTermSeen', seenFrom: 'S2' },
    });
  });
});

test('5.1 a vote belongs to its term: a higher term clears it', () => {
  const state = follower({ term: 3, votedFor: 'S3', log: [1, 2] });
  receive(state, requestVote('S2', 4, [1]));
  expect(state.votedFor).toBeNull();
});

test('5.1 with a new term the old leader is forgotten', () => {
  const state = follower({ term: 3, leaderId: 'S3' });
  receive(state, requestVote('S2', 4));
  expect(state.leaderId).toBeNull();
});

test('5.1 a leader that stands back stops its heartbeats and waits for a leader', () => {
  const output = receive(leader({ term: 3 }), vote('S2', 4, false));
  expect(output.timers).toContainEqual({ timer: 'heartbeat', afterMs: null });
  expect(output.timers.some(({ timer, afterMs }) => timer === 'election' && afterMs !== null)).toBe(true);
});

test('5.1 a follower that only learns a term goes on waiting: its timer is not touched', () => {
  const output = receive(follower({ term: 3, log: [3] }), requestVote('S2', 4));
  expect(output.timers).toEqual([]);
});

test('5.1 a RequestVote of an older term is answered with the own term', () => {
  const output = receive(follower({ term: 3 }), requestVote('S2', 2));
  expect(output.sendAfterSave).toEqual([
    { kind: 'requestVoteReply', from: 'S1', to: 'S2', term: 3, voteGranted: false },
  ]);
});

test.each([
  ['follower', () => follower({ term: 3, log: [1] })],
  ['candidate', () => candidate({ term: 3, log: [1] })],
  ['leader', () => leader({ term: 3, log: [1] })],
])('5.1 a %s answers an AppendEntries of an older term, and changes nothing', (role, given) => {
  const state = given();
  const output = receive(state, appendEntries('S2', 2, { before: [1], terms: [2], leaderCommit: 2 }));
  expect(output.sendAfterSave).toMatchObject([{ kind: 'appendEntriesReply', term: 3, success: false, conflict: null }]);
  expect([state.role.kind, state.log.entries.length, state.commitIndex]).toEqual([role, 1, 0]);
  expect(output.timers).toEqual([]);
});

test.each([
  ['vote', candidate({ term: 3 }), vote('S2', 2)],
  ['acknowledgement', leader({ term: 3, log: [3] }), success('S2', 2, 1)],
])('5.1 an answer of an older term says nothing: late %s', (_what, state: RaftState, message: Message) => {
  const before = structuredClone(state);
  const output = receive(state, message);
  expect(state).toEqual(before);
  expect(output.notes).toEqual([
    { ev: 'raft.ignore', ignore: { from: 'S2', message: message.kind, why: 'staleTerm' } },
  ]);
});

test('a message for another server is not looked at, not even its term', () => {
  const state = follower({ term: 3 });
  const output = receive(state, { ...requestVote('S2', 9), to: 'S3' });
  expect(state.currentTerm).toBe(3);
  expect(output.notes).toEqual([
    { ev: 'raft.ignore', ignore: { from: 'S2', message: 'requestVote', why: 'notForMe' } },
  ]);
});
