/** Thesis 4.2.1: a new server gets the log without a vote, round after round, until one round is quick enough. */
import { describe, expect, test } from 'vitest';
import { isCaughtUp } from '../../core/raft/catch-up.ts';
import type { RaftState } from '../../core/raft/types.ts';
import { candidate, change, leader, progressOf, propose, receive, refusalOf, saved, simple } from './given.ts';
import { success, vote } from './messages.ts';

const known = { matchIndex: 3, nextIndex: 4, mode: 'replicate' } as const;

/** Of three, entries 1 to 3 committed; S4 is made a learner by entry 4. */
function withLearner(): RaftState {
  const state = leader({ term: 3, log: [3, 3, 3], commitIndex: 3 }, { S2: known, S3: known });
  state.now = 1000;
  const output = change(state, simple('~S4'));
  saved(state, output);
  receive(state, success('S2', 3, 4));
  return state;
}

function store(state: RaftState, index: number, now: number) {
  return receive(state, success('S4', 3, index, { configurationIndex: 4 }), now);
}

describe('4.2.1 a round', () => {
  test('begins with what is in the log when the learner comes', () => {
    const state = withLearner();
    expect(progressOf(state, 'S4').catchUp).toEqual({ round: 1, targetIndex: 4, startedAt: 1000, isDone: false });
  });

  test('ends when all that is stored; one that took less than an election timeout is the last', () => {
    const state = withLearner();
    store(state, 3, 1050);
    expect(progressOf(state, 'S4').catchUp).toMatchObject({ round: 1, isDone: false });
    const output = store(state, 4, 1149);
    expect(progressOf(state, 'S4').catchUp).toMatchObject({ round: 1, isDone: true });
    expect(output.notes).toContainEqual({
      ev: 'raft.catchUp',
      catchUp: { peer: 'S4', round: 1, targetIndex: 4, lastRoundMs: 149, isDone: true },
    });
  });

  test('that took longer is followed by another, up to what is in the log by then', () => {
    const state = withLearner();
    propose(state, 'a', 'b');
    store(state, 4, 1150);
    expect(progressOf(state, 'S4').catchUp).toEqual({ round: 2, targetIndex: 6, startedAt: 1150, isDone: false });
    store(state, 6, 1200);
    expect(progressOf(state, 'S4').catchUp).toMatchObject({ round: 2, isDone: true });
  });
});

describe('4.2.1 a learner', () => {
  test('gets its vote when it has caught up, and not before', () => {
    const state = withLearner();
    expect(refusalOf(change(state, simple('+S4')))).toBe('notCaughtUp');
    store(state, 4, 1100);
    expect(refusalOf(change(state, simple('+S4')))).toBeNull();
    expect(progressOf(state, 'S4')).toMatchObject({ matchIndex: 4, catchUp: null });
  });

  test('that lost touch after it had caught up does not get it: the cluster would wait for it', () => {
    const state = withLearner();
    store(state, 4, 1100);
    Object.assign(progressOf(state, 'S4'), { mode: 'probe' });
    expect(refusalOf(change(state, simple('+S4')))).toBe('notCaughtUp');
  });

  test('counts for no majority, neither to commit nor to elect', () => {
    const state = leader({ term: 3, log: [3], learners: ['S4', 'S5'] });
    for (const from of ['S4', 'S5']) receive(state, success(from, 3, 1));
    expect(state.commitIndex).toBe(0);
    const elected = candidate({ term: 3, learners: ['S4', 'S5'] });
    for (const from of ['S4', 'S5']) receive(elected, vote(from, 3));
    expect(elected.role.kind).toBe('candidate');
  });

  test('of a new leader begins again with round 1', () => {
    const state = candidate({ term: 3, log: [1, 1], learners: ['S4'] });
    receive(state, vote('S2', 3), 500);
    expect(progressOf(state, 'S4').catchUp).toMatchObject({ round: 1, startedAt: 500, isDone: false });
  });
});

test('4.2.1 a server that was never a learner may be given a vote at once; then the cluster waits for it', () => {
  const state = leader({ term: 3, log: [3], commitIndex: 1 });
  expect(refusalOf(change(state, simple('+S4')))).toBeNull();
});

test.each([
  [[900, 400, 250], true],
  [[900, 400, 300], false],
  [[], false],
])('4.2.1 rounds of %j ms against an election timeout of 300: %s', (rounds, caughtUp) => {
  expect(isCaughtUp(rounds, 300)).toBe(caughtUp);
});
