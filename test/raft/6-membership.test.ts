/** §6, thesis 4.1 and 4.2: a membership counts from the moment it is in the log, and one change follows the other. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import type { RaftState } from '../../core/raft/types.ts';
import {
  candidate,
  change,
  configurationOf,
  electionTimeout,
  entriesOf,
  follower,
  heartbeat,
  lead,
  leader,
  leadershipOf,
  membershipEntry,
  progressOf,
  propose,
  receive,
  saved,
  sentTo,
  simple,
  termsOf,
} from './given.ts';
import { appendEntries, success, vote } from './messages.ts';

const known = { matchIndex: 1, nextIndex: 2, mode: 'replicate' } as const;

/** Of three, with an entry of its own term committed. */
function leading(learners: readonly string[] = []): RaftState {
  return leader({ term: 3, log: [3], commitIndex: 1, learners }, { S2: known, S3: known });
}

function answerOf({ requests }: Output) {
  return requests.map((request) => (request.accepted ? request.index : request.why))[0];
}

/** The leader's own disk reports, and these store the log up to `index`. */
function store(state: RaftState, output: Output, index: number, ...from: string[]): Output {
  const outputs = [saved(state, output), ...from.map((peer) => receive(state, success(peer, 3, index)))];
  return outputs.at(-1) ?? output;
}

describe('6 a change', () => {
  test('is an entry of the log, in force at once, and sent like any other', () => {
    const state = leading();
    const output = change(state, simple('+S4'));
    expect(answerOf(output)).toBe(2);
    expect(state.log).toMatchObject({ configuration: { voters: ['S1', 'S2', 'S3', 'S4'] }, configurationIndex: 2 });
    expect(output.save?.entries).toMatchObject([{ index: 2, payload: { kind: 'configuration' } }]);
    expect(sentTo(output, 'S2')).toMatchObject([{ entries: [{ index: 2 }], configurationIndex: 2 }]);
    expect(output.notes).toContainEqual({
      ev: 'raft.configuration',
      configuration: { index: 2, inForce: state.log.configuration, why: 'appended' },
    });
    expect(output.notes).toContainEqual({
      ev: 'raft.change',
      change: { kind: 'simple', operations: [{ op: 'voter', id: 'S4' }], accepted: true, why: null },
    });
  });

  test('is written to the new server at once: it is waited for', () => {
    expect(sentTo(change(leading(), simple('+S4')), 'S4')).toMatchObject([{ kind: 'appendEntries' }]);
  });

  test('needs the new majority for its own entry', () => {
    const state = leading();
    const output = change(state, simple('+S4'));
    store(state, output, 2, 'S2');
    expect(state.commitIndex).toBe(1);
    receive(state, success('S4', 3, 2, { configurationIndex: 2 }));
    expect(state.commitIndex).toBe(2);
  });

  test('that takes one of two away needs only the one that stays', () => {
    const state = leader({ term: 3, log: [3], commitIndex: 1, voters: ['S1', 'S2'] }, { S2: known });
    saved(state, change(state, simple('-S2')));
    expect([state.commitIndex, state.role.kind]).toEqual([2, 'leader']);
  });

  test('is in force at a follower as soon as it is in its log, and gone with its entry', () => {
    const state = follower({ term: 3, log: [1] });
    const next = configurationOf(['S1', 'S2', 'S3', 'S4']);
    receive(state, { ...appendEntries('S2', 3, { before: [1] }), entries: [membershipEntry(2, 3, next)] });
    expect([state.log.configuration, state.log.configurationIndex, state.commitIndex]).toEqual([next, 2, 0]);
    const output = receive(state, appendEntries('S3', 4, { before: [1], terms: [4] }));
    expect([state.log.configuration.voters, state.log.configurationIndex]).toEqual([['S1', 'S2', 'S3'], 0]);
    expect(output.notes).toContainEqual({
      ev: 'raft.configuration',
      configuration: { index: 0, inForce: state.log.configuration, why: 'rolledBack' },
    });
  });

  test('is what a candidate asks by, even before it is committed', () => {
    const state = follower({ term: 3, log: [1] });
    const next = configurationOf(['S1', 'S2', 'S3', 'S4']);
    receive(state, { ...appendEntries('S2', 3, { before: [1] }), entries: [membershipEntry(2, 3, next)] });
    expect(electionTimeout(state).sendAfterSave.map(({ to }) => to)).toEqual(['S2', 'S3', 'S4']);
  });
});

describe('refused by name', () => {
  test.each([
    ['notLeader', follower({ leaderId: 'S3' }), simple('+S4'), 'S3'],
    ['notLeader', candidate(), simple('+S4'), null],
    ['noChange', leading(), simple('+S2'), 'S1'],
    ['tooManyVoterChanges', leading(), simple('+S4', '+S5'), 'S1'],
    ['notJoint', leading(), { kind: 'leaveJoint' } as const, 'S1'],
    ['noOwnTermCommit', leader({ term: 3, log: [1, 3], commitIndex: 1 }), simple('+S4'), 'S1'],
    ['notCaughtUp', leading(), simple('+S4'), 'S1'],
  ])('%s', (why, state, wanted, leaderId) => {
    if (why === 'notCaughtUp') change(state, simple('~S4'));
    state.commitIndex = why === 'notCaughtUp' ? 2 : state.commitIndex;
    const before = structuredClone(state.log);
    const output = change(state, wanted);
    expect(output.requests).toEqual([{ requestId: 1, accepted: false, why, leaderId }]);
    expect(output.notes).toMatchObject([{ ev: 'raft.change', change: { accepted: false, why } }]);
    expect([state.log, output.save]).toEqual([before, null]);
  });

  test('changeInProgress: one change at a time, and the next one when it is committed', () => {
    const state = leading();
    const first = change(state, simple('~S4'));
    expect(answerOf(change(state, simple('~S5')))).toBe('changeInProgress');
    store(state, first, 2, 'S2');
    expect(answerOf(change(state, simple('~S5')))).toBe(3);
  });

  /** Two leaders, each with one change to the same membership, could otherwise commit with disjoint majorities. */
  test('noOwnTermCommit (Ongaro 2015): a new leader waits for its no-op, then it may', () => {
    const state = candidate({ term: 3, log: [1], commitIndex: 1 });
    const won = receive(state, vote('S2', 3));
    expect(answerOf(change(state, simple('+S4')))).toBe('noOwnTermCommit');
    store(state, won, 2, 'S2');
    expect(answerOf(change(state, simple('+S4')))).toBe(3);
  });
});

describe('4.2.2 a leader that removes itself', () => {
  test('leads until the change is committed, by the others alone', () => {
    const state = leading();
    const output = change(state, simple('-S1'));
    saved(state, output);
    receive(state, success('S2', 3, 2));
    expect([state.role.kind, state.commitIndex]).toEqual(['leader', 1]);
    expect(propose(state, 'x').answers).toMatchObject([{ accepted: true, index: 3 }]);
    const last = receive(state, success('S3', 3, 2));
    expect([state.role.kind, state.commitIndex, state.leaderId]).toEqual(['follower', 2, null]);
    expect(last.notes).toContainEqual({
      ev: 'raft.role',
      role: { from: 'leader', to: 'follower', why: 'removed', votes: [] },
    });
  });

  test('says before it goes what is committed, so that the others need not wait for the next leader', () => {
    const state = leading();
    store(state, change(state, simple('-S1')), 2, 'S2');
    const output = receive(state, success('S3', 3, 2));
    for (const peer of ['S2', 'S3']) {
      expect(sentTo(output, peer)).toContainEqual(expect.objectContaining({ leaderCommit: 2 }));
    }
  });

  test('does not campaign again', () => {
    const state = leading();
    store(state, change(state, simple('-S1')), 2, 'S2', 'S3');
    electionTimeout(state);
    expect([state.role.kind, state.currentTerm]).toEqual(['follower', 3]);
  });

  test('and crashes before anyone has the entry still campaigns: the others cannot win without it', () => {
    const state = follower({ term: 3, voters: ['S1', 'S2'] });
    receive(state, { ...appendEntries('S2', 3), entries: [membershipEntry(1, 3, configurationOf(['S2']))] });
    electionTimeout(state);
    expect([state.role.kind, state.currentTerm]).toEqual(['candidate', 4]);
    receive(state, vote('S2', 4));
    expect(state.role.kind).toBe('leader');
  });
});

test('4.2.1 a server that never had a vote does not campaign for want of a commitment', () => {
  const state = follower({ term: 3, voters: ['S2', 'S3'] });
  const entries = [membershipEntry(1, 3, configurationOf(['S2', 'S3'], ['S1']))];
  receive(state, { ...appendEntries('S2', 3), entries });
  electionTimeout(state);
  expect([state.role.kind, state.currentTerm]).toEqual(['follower', 3]);
});

describe('4.2.2 a server that is removed', () => {
  test('hears once more from the leader when that is committed, and then nothing', () => {
    const state = leading();
    const output = change(state, simple('-S3'));
    expect(leadershipOf(state).progress.has('S3')).toBe(true);
    expect(sentTo(output, 'S3')).toMatchObject([{ entries: [{ index: 2 }] }]);
    const last = store(state, output, 2, 'S2');
    expect(state.commitIndex).toBe(2);
    expect(sentTo(last, 'S3')).toMatchObject([{ kind: 'appendEntries', leaderCommit: 2 }]);
    expect(leadershipOf(state).progress.has('S3')).toBe(false);
    expect(sentTo(heartbeat(state), 'S3')).toEqual([]);
  });

  test('does not count for anything from the moment the change is in the log', () => {
    const state = leader({ term: 3, log: [3], commitIndex: 1, voters: ['S1', 'S2', 'S3', 'S4'] }, { S4: known });
    const output = change(state, simple('-S4'));
    store(state, output, 2, 'S4');
    expect(state.commitIndex).toBe(1);
    receive(state, success('S2', 3, 2));
    expect(state.commitIndex).toBe(2);
  });

  test('and added again is a new member: answers of its earlier life do not count', () => {
    const state = leading();
    store(state, change(state, simple('-S3')), 2, 'S2');
    const back = change(state, simple('+S3'));
    expect(progressOf(state, 'S3')).toMatchObject({ matchIndex: 0, memberSince: 3 });
    const late = receive(state, success('S3', 3, 2, { configurationIndex: 2 }));
    expect(late.notes).toMatchObject([{ ignore: { from: 'S3', why: 'earlierMembership' } }]);
    expect(progressOf(state, 'S3').matchIndex).toBe(0);
    saved(state, back);
    receive(state, success('S3', 3, 3, { configurationIndex: 3 }));
    expect(progressOf(state, 'S3').matchIndex).toBe(3);
  });

  test('is still given a vote when it asks: it may not know yet', () => {
    const state = follower({ term: 3, voters: ['S1', 'S2'] });
    const request = { kind: 'requestVote', from: 'S3', to: 'S1', term: 4, lastLogIndex: 9, lastLogTerm: 3 } as const;
    expect(receive(state, { ...request, leadershipTransfer: false }).sendAfterSave).toMatchObject([
      { voteGranted: true },
    ]);
  });
});

test('6 a server that knows no membership yet waits for a leader, and takes what it sends', () => {
  const state = follower({ id: 'S1', term: 0, voters: [] });
  electionTimeout(state);
  expect([state.role.kind, state.currentTerm]).toEqual(['follower', 0]);
  const entries = [membershipEntry(1, 1, configurationOf(['S2', 'S1'])), ...entriesOf([1], 2)];
  receive(state, { ...appendEntries('S2', 1), entries });
  expect([termsOf(state), state.log.configuration.voters]).toEqual([
    [1, 1],
    ['S2', 'S1'],
  ]);
});

test('6 a new leader follows the members of an uncommitted membership, too', () => {
  const state = follower({ term: 3, voters: ['S1', 'S2'] });
  receive(state, { ...appendEntries('S2', 3), entries: [membershipEntry(1, 3, configurationOf(['S1', 'S2', 'S3']))] });
  expect([...leadershipOf(lead(state)).progress.keys()]).toEqual(['S2', 'S3']);
});
