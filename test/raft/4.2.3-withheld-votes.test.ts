/** Thesis 4.2.3: a server that hears a leader ignores RequestVote, so that a removed or returning server cannot depose it. */
import { describe, expect, test } from 'vitest';
import { step } from '../../core/raft/step.ts';
import { candidate, compactedFollower, follower, leader, machineAt, receive, sentTo } from './given.ts';
import { appendEntries, installSnapshot, requestVote } from './messages.ts';

const options = { withholdVotes: true };

function hearing(at = 1000) {
  const state = follower({ term: 3, log: [3], options });
  receive(state, appendEntries('S2', 3, { before: [3] }), at);
  return state;
}

describe('4.2.3 a follower that hears its leader', () => {
  test('does not even look at the term of a RequestVote', () => {
    const state = hearing();
    const output = receive(state, requestVote('S3', 9, [3, 8]), 1100);
    expect([state.currentTerm, state.votedFor, state.leaderId]).toEqual([3, null, 'S2']);
    expect(output).toMatchObject({ save: null, timers: [] });
    expect(sentTo(output, 'S3')).toMatchObject([{ voteGranted: false, term: 3 }]);
    expect(output.notes).toMatchObject([{ vote: { granted: false, why: 'leaderAlive' } }]);
  });

  test('serves it when an election timeout has passed since it heard, and not a moment earlier', () => {
    expect(sentTo(receive(hearing(), requestVote('S3', 4, [3]), 1149.9), 'S3')).toMatchObject([{ voteGranted: false }]);
    const state = hearing();
    expect(sentTo(receive(state, requestVote('S3', 4, [3]), 1150), 'S3')).toMatchObject([{ voteGranted: true }]);
    expect([state.currentTerm, state.votedFor]).toEqual([4, 'S3']);
  });

  test('counts from the latest message, and a chunk of a snapshot is one', () => {
    const state = hearing();
    const snapshot = machineAt(compactedFollower(9, 3, []), 9);
    receive(state, installSnapshot('S2', 3, snapshot, { length: 3 }), 1140);
    expect(receive(state, requestVote('S3', 4, [3]), 1200).notes).toMatchObject([{ vote: { why: 'leaderAlive' } }]);
  });

  test('follows a leader of a higher term: only votes are withheld', () => {
    const state = hearing();
    receive(state, appendEntries('S3', 4, { before: [3] }), 1001);
    expect([state.currentTerm, state.leaderId]).toEqual([4, 'S3']);
  });

  test('serves a candidate that the leader itself sent, if its log allows it (3.10)', () => {
    const state = hearing();
    const request = { ...requestVote('S3', 4, [3]), leadershipTransfer: true };
    expect(sentTo(receive(state, request, 1001), 'S3')).toMatchObject([{ voteGranted: true, term: 4 }]);
    const behind = hearing();
    const poor = { ...requestVote('S3', 4, []), leadershipTransfer: true };
    expect(sentTo(receive(behind, poor, 1001), 'S3')).toMatchObject([{ voteGranted: false, term: 4 }]);
  });
});

test('4.2.3 a leader is its own living leader', () => {
  const state = leader({ term: 3, options });
  receive(state, requestVote('S3', 9), 1000);
  expect([state.role.kind, state.currentTerm]).toEqual(['leader', 3]);
});

test('4.2.3 a candidate has no leader to protect', () => {
  const state = candidate({ term: 3, options });
  expect(sentTo(receive(state, requestVote('S3', 4), 1000), 'S3')).toMatchObject([{ voteGranted: true }]);
});

test('4.2.3 the withheld are answered, and so is a RequestVote of an older term', () => {
  expect(sentTo(receive(hearing(), requestVote('S3', 2), 1001), 'S3')).toMatchObject([{ term: 3, voteGranted: false }]);
});

test('4.2.3 a server that has just started has heard nobody', () => {
  const state = follower({ term: 3, options });
  step(state, { kind: 'start' }, 1000);
  expect(sentTo(receive(state, requestVote('S3', 4), 1001), 'S3')).toMatchObject([{ voteGranted: true }]);
});

test('6.4.1 with leases a server that has just started may have promised its patience, and keeps it', () => {
  const state = follower({ term: 3, options: { ...options, reads: 'lease' } });
  step(state, { kind: 'start' }, 1000);
  expect(receive(state, requestVote('S3', 4), 1149).notes).toMatchObject([{ vote: { why: 'leaderAlive' } }]);
  expect(sentTo(receive(state, requestVote('S3', 4), 1150), 'S3')).toMatchObject([{ voteGranted: true }]);
});

test('the rule can be switched off while the cluster runs', () => {
  const state = hearing();
  step(state, { kind: 'configure', options: { ...state.options, withholdVotes: false } }, 1001);
  expect(sentTo(receive(state, requestVote('S3', 4, [3]), 1002), 'S3')).toMatchObject([{ voteGranted: true }]);
});
