/** §5.2: leader election. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvariantBroken } from '../../core/raft/invariant.ts';
import { step } from '../../core/raft/step.ts';
import {
  candidate,
  electionTimeout,
  five,
  follower,
  heartbeat,
  leader,
  notesOf,
  receive,
  saved,
  sentTo,
  termsOf,
} from './given.ts';
import { appendEntries, requestVote, vote } from './messages.ts';

describe('5.2 a server whose election timer fires', () => {
  test('raises its term, votes for itself and asks the others', () => {
    const state = follower({ term: 3, log: [1, 3] });
    const output = electionTimeout(state);
    expect([state.role.kind, state.currentTerm, state.votedFor]).toEqual(['candidate', 4, 'S1']);
    const request = {
      kind: 'requestVote',
      from: 'S1',
      term: 4,
      lastLogIndex: 2,
      lastLogTerm: 3,
      leadershipTransfer: false,
    };
    expect(output.sendAfterSave).toEqual([
      { ...request, to: 'S2' },
      { ...request, to: 'S3' },
    ]);
  });

  test('as candidate, starts a further election in the next term', () => {
    const state = candidate({ term: 4 });
    electionTimeout(state);
    expect([state.role.kind, state.currentTerm, state.votedFor]).toEqual(['candidate', 5, 'S1']);
  });

  test('as leader, goes on leading', () => {
    const state = leader({ term: 4 });
    const output = electionTimeout(state);
    expect([state.role.kind, state.currentTerm]).toEqual(['leader', 4]);
    expect(output).toMatchObject({ save: null, sendNow: [], sendAfterSave: [], timers: [], notes: [] });
  });

  test('as learner, does not campaign, and waits until it hears from a leader', () => {
    const state = follower({ term: 4, voters: ['S2', 'S3'], learners: ['S1'] });
    const output = electionTimeout(state);
    expect([state.role.kind, state.currentTerm]).toEqual(['follower', 4]);
    expect(output).toMatchObject({ save: null, sendNow: [], sendAfterSave: [], timers: [], notes: [] });
    expect(receive(state, appendEntries('S2', 4)).timers).toMatchObject([{ timer: 'election' }]);
  });

  test('alone in its cluster, leads at once and commits its no-op when its own disk has it', () => {
    const state = follower({ term: 0, voters: ['S1'] });
    const output = electionTimeout(state);
    expect([state.role.kind, state.commitIndex]).toEqual(['leader', 0]);
    expect(saved(state, output).apply).toMatchObject([{ index: 1, term: 1, payload: { kind: 'noop' } }]);
  });
});

describe('5.2 a voter', () => {
  test('gives one vote per term, to who asks first', () => {
    const state = follower({ term: 4 });
    expect(receive(state, requestVote('S2', 4)).sendAfterSave).toMatchObject([{ to: 'S2', voteGranted: true }]);
    expect(receive(state, requestVote('S3', 4)).sendAfterSave).toMatchObject([{ to: 'S3', voteGranted: false }]);
    expect(state.votedFor).toBe('S2');
  });

  test('repeats its vote to the same candidate without a second save', () => {
    const output = receive(follower({ term: 4, votedFor: 'S2' }), requestVote('S2', 4));
    expect(output.sendAfterSave).toMatchObject([{ voteGranted: true }]);
    expect(output.save).toBeNull();
    expect(output.notes).toMatchObject([{ vote: { why: 'alreadyGranted' } }]);
  });

  test('that voted for itself refuses and says so', () => {
    const output = receive(candidate({ term: 4 }), requestVote('S2', 4));
    expect(output.notes).toMatchObject([{ vote: { granted: false, why: 'ownVote' } }]);
  });

  test('waits anew for a leader when it gives its vote, not when it refuses', () => {
    expect(receive(follower({ term: 4 }), requestVote('S2', 4)).timers).toMatchObject([{ timer: 'election' }]);
    expect(receive(follower({ term: 4, votedFor: 'S3' }), requestVote('S2', 4)).timers).toEqual([]);
  });
});

describe('5.2 a candidate', () => {
  test('wins with the votes of a majority and writes a no-op of its term', () => {
    const state = candidate({ term: 4, voters: five, log: [1] });
    receive(state, vote('S2', 4));
    expect(state.role.kind).toBe('candidate');
    const output = receive(state, vote('S4', 4));
    expect([state.role.kind, state.leaderId, termsOf(state)]).toEqual(['leader', 'S1', [1, 4]]);
    expect(output.notes).toContainEqual({
      ev: 'raft.role',
      role: { from: 'candidate', to: 'leader', why: 'majorityOfVotes', votes: ['S1', 'S2', 'S4'] },
    });
  });

  test('that wins stops its election timer and speaks up at once', () => {
    const output = receive(candidate({ term: 4 }), vote('S2', 4));
    expect(output.timers).toEqual([
      { timer: 'heartbeat', afterMs: 50 },
      { timer: 'election', afterMs: null },
      { timer: 'quorum', afterMs: 150 },
    ]);
    expect(output.sendNow.map(({ kind, to }) => `${kind} ${to}`)).toEqual(['appendEntries S2', 'appendEntries S3']);
  });

  test('counts a voter once, however often its answer comes', () => {
    const state = candidate({ term: 4, voters: five });
    receive(state, vote('S2', 4));
    const output = receive(state, vote('S2', 4));
    expect(state.role.kind).toBe('candidate');
    expect(output.notes).toMatchObject([{ ignore: { why: 'duplicateVote' } }]);
  });

  test('counts no one outside the configuration', () => {
    const state = candidate({ term: 4, learners: ['S8'] });
    expect(receive(state, vote('S8', 4)).notes).toMatchObject([{ ignore: { why: 'notVoter' } }]);
    expect(receive(state, vote('S9', 4)).notes).toMatchObject([{ ignore: { why: 'notVoter' } }]);
    expect(state.role.kind).toBe('candidate');
  });

  test('that is refused by all stays one until its timer fires (split vote)', () => {
    const state = candidate({ term: 4 });
    receive(state, vote('S2', 4, false));
    expect(receive(state, vote('S3', 4, false)).notes).toMatchObject([{ tally: { have: 1, need: 2, granted: false } }]);
    expect(state.role.kind).toBe('candidate');
  });

  test('asks again, after T, only those who have not answered', () => {
    const state = candidate({ term: 4, voters: five });
    receive(state, vote('S2', 4, false));
    const output = heartbeat(state);
    expect(output.sendAfterSave.map(({ to }) => to)).toEqual(['S3', 'S4', 'S5']);
    expect(output.timers).toEqual([{ timer: 'heartbeat', afterMs: 150 }]);
  });

  test('asks no learner for its vote', () => {
    expect(sentTo(electionTimeout(follower({ learners: ['S8'] })), 'S8')).toEqual([]);
  });

  test('that hears the leader of its own term follows it and keeps its vote', () => {
    const state = candidate({ term: 4 });
    const output = receive(state, appendEntries('S2', 4));
    expect([state.role.kind, state.leaderId, state.votedFor]).toEqual(['follower', 'S2', 'S1']);
    expect(notesOf(output)).toEqual(['raft.leader', 'raft.role']);
  });
});

test('5.2 a grant that comes after the election is over does not elect', () => {
  const state = follower({ term: 4, votedFor: 'S1' });
  expect(receive(state, vote('S2', 4)).notes).toMatchObject([{ ignore: { why: 'notCandidate' } }]);
  expect(state.role.kind).toBe('follower');
});

test('5.2 a heartbeat timer that a follower still had running sends nothing', () => {
  expect(heartbeat(follower())).toMatchObject({ sendNow: [], sendAfterSave: [], timers: [] });
});

test('5.2 a heartbeat makes a follower wait anew', () => {
  expect(receive(follower(), appendEntries('S2', 1)).timers).toMatchObject([{ timer: 'election' }]);
});

test('5.2 two leaders of one term are a broken invariant, not a message to handle', () => {
  const ofAnother = follower({ term: 4, leaderId: 'S3' });
  expect(() => receive(ofAnother, appendEntries('S2', 4))).toThrow(InvariantBroken);
  expect(() => receive(leader({ term: 4 }), appendEntries('S2', 4))).toThrow('S1 and S2 both lead term 4');
});

test('5.2 election timeouts are drawn from [T, 2T] and spread over it', () => {
  return fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), (random) => {
      const state = follower({ options: { electionTimeoutMs: 150 } });
      state.random = random;
      const drawn = Array.from({ length: 50 }, () => step(state, { kind: 'start' }, 0).timers[0]?.afterMs ?? 0);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(150);
      expect(Math.max(...drawn)).toBeLessThan(300);
      expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan(60);
    }),
    { numRuns: 50 },
  );
});
