/** Thesis 6.2: a leader that no majority answers for an election timeout stands back, so that its clients look elsewhere. */
import { describe, expect, test } from 'vitest';
import type { RaftState } from '../../core/raft/types.ts';
import { candidate, five, follower, leader, propose, receive, timeout } from './given.ts';
import { appendEntries, chunkReply, refusal, requestVote, success, vote } from './messages.ts';

const options = { checkQuorum: true };

function leadingFive(): RaftState {
  return leader({ term: 3, log: [3], voters: five, options });
}

describe('6.2 at the end of an election timeout', () => {
  test('a leader that no majority has answered stands back in its own term, keeping its vote', () => {
    const state = leadingFive();
    receive(state, success('S2', 3, 1));
    const output = timeout(state, 'quorum');
    expect([state.role.kind, state.currentTerm, state.votedFor, state.leaderId]).toEqual(['follower', 3, 'S1', null]);
    expect(output.save).toBeNull();
    expect(output.notes).toContainEqual({
      ev: 'raft.quorum',
      quorum: { heardFrom: ['S2'], missing: ['S3', 'S4', 'S5'] },
    });
    expect(output.notes).toContainEqual(
      expect.objectContaining({ role: { from: 'leader', to: 'follower', why: 'noQuorum', votes: [] } }),
    );
  });

  test('its timers stop, and it waits for a leader', () => {
    const { timers } = timeout(leadingFive(), 'quorum');
    for (const timer of ['heartbeat', 'quorum']) expect(timers).toContainEqual({ timer, afterMs: null });
    expect(timers.some(({ timer, afterMs }) => timer === 'election' && afterMs !== null)).toBe(true);
  });

  test('clients are told that it does not lead, and no guess who does', () => {
    const state = leadingFive();
    timeout(state, 'quorum');
    expect(propose(state, 'x').answers).toMatchObject([{ accepted: false, why: 'notLeader', leaderId: null }]);
  });

  test('a leader that a majority answered stays, and looks again after as long', () => {
    const state = leadingFive();
    receive(state, success('S2', 3, 1));
    receive(state, success('S3', 3, 1));
    expect(timeout(state, 'quorum').timers).toEqual([{ timer: 'quorum', afterMs: 150 }]);
    expect(state.role.kind).toBe('leader');
  });

  test('what was heard before the last look does not count again', () => {
    const state = leadingFive();
    for (const from of ['S2', 'S3', 'S4']) receive(state, success(from, 3, 1));
    timeout(state, 'quorum');
    receive(state, success('S2', 3, 1));
    timeout(state, 'quorum');
    expect(state.role.kind).toBe('follower');
  });
});

test.each([
  ['refusal', refusal('S2', 3, 1, { term: null, index: 1 })],
  ['chunk that arrived', chunkReply('S2', 3, 1, { offset: 5 })],
  ['answer that says nothing new', success('S2', 3, 0)],
])('6.2 a %s is contact: whoever answers in this term accepts the leader', (_what, answer) => {
  const state = leader({ term: 3, log: [3], options });
  receive(state, answer);
  timeout(state, 'quorum');
  expect(state.role.kind).toBe('leader');
});

test.each([
  ['an answer of an older term', success('S2', 2, 1)],
  ['a question', requestVote('S2', 3, [3])],
  ['an answer from nobody of the cluster', success('S9', 3, 1)],
])('6.2 %s is none', (_what, message) => {
  const state = leader({ term: 3, log: [3], options });
  receive(state, message);
  timeout(state, 'quorum');
  expect(state.role.kind).toBe('follower');
});

test('6.2 learners do not keep a leader alive', () => {
  const state = leader({ term: 3, log: [3], learners: ['S7', 'S8'], options });
  for (const from of ['S7', 'S8']) receive(state, success(from, 3, 1));
  timeout(state, 'quorum');
  expect(state.role.kind).toBe('follower');
});

test('6 in joint consensus both sets must have answered', () => {
  const both = () => {
    const state = leader({ term: 3, log: [3], voters: ['S1', 'S2', 'S3', 'S4', 'S5', 'S6'], options });
    const sets = { voters: ['S1', 'S2', 'S3'], outgoing: ['S4', 'S5', 'S6'] };
    state.log.configuration = { ...state.log.configuration, ...sets };
    return state;
  };
  const [one, two] = [both(), both()];
  for (const from of ['S2', 'S3', 'S4']) receive(one, success(from, 3, 1));
  for (const from of ['S2', 'S4', 'S5']) receive(two, success(from, 3, 1));
  for (const state of [one, two]) timeout(state, 'quorum');
  expect([one.role.kind, two.role.kind]).toEqual(['follower', 'leader']);
});

test('6.2 a leader alone in its cluster needs nobody', () => {
  const state = leader({ term: 3, voters: ['S1'], options });
  timeout(state, 'quorum');
  expect(state.role.kind).toBe('leader');
});

test('6.2 a new leader has a whole election timeout before the first look', () => {
  const output = receive(candidate({ term: 3, options }), vote('S2', 3));
  expect(output.timers).toContainEqual({ timer: 'quorum', afterMs: 150 });
});

test('6.2 a timer that was still running when the leader stood back does nothing', () => {
  const state = leader({ term: 3, options });
  receive(state, appendEntries('S2', 4));
  expect(timeout(state, 'quorum')).toMatchObject({ timers: [], notes: [] });
});

test('6.2 the rule can be off: a leader that is cut off goes on believing in itself', () => {
  const state = leader({ term: 3, options: { checkQuorum: false } });
  expect(timeout(state, 'quorum').timers).toEqual([{ timer: 'quorum', afterMs: 150 }]);
  expect(state.role.kind).toBe('leader');
  expect(timeout(follower(), 'quorum').timers).toEqual([]);
});
