/** Thesis 3.10: a leader hands over the lead to a server with the whole log, without waiting for a timeout. */
import { describe, expect, test } from 'vitest';
import type { RaftState } from '../../core/raft/types.ts';
import {
  candidate,
  change,
  follower,
  heartbeat,
  lead,
  leader,
  leadershipOf,
  propose,
  receive,
  sentTo,
  simple,
  timeout,
  transfer,
} from './given.ts';
import { appendEntries, refusal, requestVote, success, timeoutNow } from './messages.ts';

const upToDate = { matchIndex: 2, nextIndex: 3, mode: 'replicate' } as const;
const behind = { matchIndex: 1, nextIndex: 2, mode: 'replicate' } as const;

/** Of S1, S2 and S3, with S4 as learner; S2 has the whole log, S3 lacks the last entry. */
function leading(): RaftState {
  const given = { term: 3, log: [3, 3], commitIndex: 2, learners: ['S4'] };
  return leader(given, { S2: upToDate, S3: behind, S4: upToDate });
}

describe('3.10 a leader that is asked to hand over', () => {
  test('tells a server with the whole log at once', () => {
    const state = leading();
    const output = transfer(state, 'S2');
    expect(sentTo(output, 'S2')).toEqual([{ kind: 'timeoutNow', from: 'S1', to: 'S2', term: 3 }]);
    expect(output.requests).toEqual([{ requestId: 1, accepted: true, index: null }]);
    expect(output.timers).toEqual([{ timer: 'transfer', afterMs: 150 }]);
    expect(output.notes).toMatchObject([{ transfer: { stage: 'begun' } }, { transfer: { stage: 'asked' } }]);
    expect(state.role.kind).toBe('leader');
  });

  test('brings a server that lags behind up to date first', () => {
    const state = leading();
    const output = transfer(state, 'S3');
    expect(sentTo(output, 'S3')).toMatchObject([{ kind: 'appendEntries', entries: [{ index: 2 }] }]);
    expect(output.notes).toContainEqual({
      ev: 'raft.transfer',
      transfer: { target: 'S3', stage: 'begun', why: 'targetBehind' },
    });
    expect(sentTo(receive(state, success('S2', 3, 2)), 'S2').some(({ kind }) => kind === 'timeoutNow')).toBe(false);
    expect(sentTo(receive(state, success('S3', 3, 2)), 'S3')).toMatchObject([{ kind: 'timeoutNow' }]);
  });

  test('takes no commands meanwhile, and says who is about to lead', () => {
    const state = leading();
    transfer(state, 'S3');
    const output = propose(state, 'x');
    expect(output.answers).toEqual([{ proposalId: 1, accepted: false, why: 'transferring', leaderId: 'S3' }]);
    expect([output.save, state.log.entries.length]).toEqual([null, 2]);
  });

  test('asks again when the answer to a heartbeat shows that the target did not hear', () => {
    const state = leading();
    transfer(state, 'S2');
    heartbeat(state);
    expect(sentTo(receive(state, success('S2', 3, 2)), 'S2')).toMatchObject([{ kind: 'timeoutNow' }]);
  });

  test('follows the target as soon as that one asks for votes', () => {
    const state = leading();
    transfer(state, 'S2');
    const request = { ...requestVote('S2', 4, [3, 3]), leadershipTransfer: true };
    const output = receive(state, request);
    expect([state.role.kind, state.currentTerm, state.votedFor]).toEqual(['follower', 4, 'S2']);
    expect(output.timers).toContainEqual({ timer: 'transfer', afterMs: null });
  });
});

describe('3.10 refused by name', () => {
  test.each([
    ['notLeader', follower({ leaderId: 'S3' }), 'S2', 'S3'],
    ['notLeader', candidate(), 'S2', null],
    ['leadsAlready', leading(), 'S1', 'S1'],
    ['notMember', leading(), 'S9', 'S1'],
    ['notVoter', leading(), 'S4', 'S1'],
  ])('%s', (why, state, target, leaderId) => {
    const output = transfer(state, target);
    expect(output.requests).toEqual([{ requestId: 1, accepted: false, why, leaderId }]);
    expect(output.notes).toEqual([{ ev: 'raft.transfer', transfer: { target, stage: 'refused', why } }]);
    expect([output.sendNow, output.timers]).toEqual([[], []]);
    if (state.role.kind === 'leader') expect(state.role.transferTo).toBeNull();
  });

  test('inProgress: the same target again changes nothing, least of all the time limit', () => {
    const state = leading();
    transfer(state, 'S3', 1000);
    const output = transfer(state, 'S3', 1100);
    expect(output.requests).toMatchObject([{ accepted: false, why: 'inProgress' }]);
    expect([output.timers, leadershipOf(state).transferTo]).toEqual([[], 'S3']);
  });
});

describe('3.10 given up', () => {
  test('when the target has not taken over within an election timeout: commands are taken again', () => {
    const state = leading();
    transfer(state, 'S3');
    const output = timeout(state, 'transfer');
    expect(output.notes).toContainEqual({
      ev: 'raft.transfer',
      transfer: { target: 'S3', stage: 'abandoned', why: 'timeLimit' },
    });
    expect([state.role.kind, leadershipOf(state).transferTo]).toEqual(['leader', null]);
    expect(propose(state, 'x').answers).toMatchObject([{ accepted: true }]);
    expect(sentTo(receive(state, success('S3', 3, 3)), 'S3').some(({ kind }) => kind === 'timeoutNow')).toBe(false);
  });

  test('for another target, which gets a whole time limit of its own', () => {
    const state = leading();
    transfer(state, 'S3');
    const output = transfer(state, 'S2');
    expect(output.notes.slice(0, 2)).toMatchObject([
      { transfer: { target: 'S3', stage: 'abandoned', why: 'replaced' } },
      { transfer: { target: 'S2', stage: 'begun' } },
    ]);
    expect(output.timers).toEqual([{ timer: 'transfer', afterMs: 150 }]);
    expect(sentTo(receive(state, success('S3', 3, 2)), 'S3').some(({ kind }) => kind === 'timeoutNow')).toBe(false);
  });

  test('when the target leaves the membership', () => {
    const state = leading();
    transfer(state, 'S3');
    const output = change(state, simple('-S3'));
    expect(leadershipOf(state).transferTo).toBeNull();
    expect(output.notes).toContainEqual({
      ev: 'raft.transfer',
      transfer: { target: 'S3', stage: 'abandoned', why: 'targetRemoved' },
    });
    expect(output.timers).toContainEqual({ timer: 'transfer', afterMs: null });
  });

  test('not by a timer that a former leader still had running', () => {
    expect(timeout(follower(), 'transfer')).toMatchObject({ notes: [], timers: [] });
  });
});

describe('3.10 a server that is told TimeoutNow', () => {
  const options = { preVote: true, withholdVotes: true };

  test('holds an election at once, without asking beforehand, and says that the leader wants it', () => {
    const state = follower({ term: 3, log: [3], leaderId: 'S2', options });
    receive(state, appendEntries('S2', 3, { before: [3] }), 1000);
    const output = receive(state, timeoutNow('S2', 3), 1001);
    expect([state.role.kind, state.currentTerm, state.votedFor]).toEqual(['candidate', 4, 'S1']);
    expect(sentTo(output, 'S3')).toMatchObject([{ kind: 'requestVote', term: 4, leadershipTransfer: true }]);
    expect(output.notes).toContainEqual({ ev: 'raft.timeout', timeout: { timer: 'election', why: 'leaderAsked' } });
  });

  test('says so again when it repeats its requests, and not any more in an election of its own', () => {
    const state = follower({ term: 3, options: { withholdVotes: true } });
    receive(state, timeoutNow('S2', 3));
    expect(sentTo(heartbeat(state), 'S3')).toMatchObject([{ term: 4, leadershipTransfer: true }]);
    expect(sentTo(timeout(state, 'election'), 'S3')).toMatchObject([{ term: 5, leadershipTransfer: false }]);
  });

  test.each([
    ['of an older term', follower({ term: 4 }), 'staleTerm'],
    ['as learner', follower({ term: 3, voters: ['S2', 'S3'], learners: ['S1'] }), 'notVoter'],
    ['as candidate', candidate({ term: 3 }), 'notFollower'],
    ['as leader', leader({ term: 3 }), 'notFollower'],
  ])('%s does nothing', (_when, state, why) => {
    const before = [state.role.kind, state.currentTerm];
    const output = receive(state, timeoutNow('S2', 3));
    expect(output.notes).toMatchObject([{ ignore: { message: 'timeoutNow', why } }]);
    expect([state.role.kind, state.currentTerm]).toEqual(before);
  });
});

test('3.10 two servers: the lead goes over within the time of three messages', () => {
  const old = lead(follower({ term: 3, log: [3], commitIndex: 1, voters: ['S1', 'S2'] }));
  receive(old, success('S2', 3, 1));
  const next = follower({ id: 'S2', term: 3, log: [3], voters: ['S1', 'S2'] });
  const [ask] = sentTo(transfer(old, 'S2'), 'S2');
  const [question] = ask === undefined ? [] : sentTo(receive(next, ask), 'S1');
  const [answer] = question === undefined ? [] : sentTo(receive(old, question), 'S2');
  if (answer !== undefined) receive(next, answer);
  expect([old.role.kind, next.role.kind, next.currentTerm]).toEqual(['follower', 'leader', 4]);
});

test('3.10 a target whose log is not what the leader believed is repaired first', () => {
  const state = leader({ term: 3, log: [3, 3], commitIndex: 2 }, { S3: { nextIndex: 3, probeSent: true } });
  transfer(state, 'S3');
  expect(sentTo(receive(state, refusal('S3', 3, 2, { term: null, index: 1 })), 'S3')).toMatchObject([
    { kind: 'appendEntries', prevLogIndex: 0, entries: [{ index: 1 }, { index: 2 }] },
  ]);
  expect(sentTo(receive(state, success('S3', 3, 2)), 'S3')).toMatchObject([{ kind: 'timeoutNow' }]);
});
