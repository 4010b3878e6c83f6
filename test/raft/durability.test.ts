/** Figure 2, "Persistent state", and thesis §10.2.1: what must be on disk before what, and late reports of saves. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import { createState, defaultOptions, nothingRestored } from '../../core/raft/state.ts';
import { step } from '../../core/raft/step.ts';
import {
  configurationOf,
  electionTimeout,
  entriesOf,
  follower,
  leader,
  propose,
  receive,
  saved,
  termsOf,
  three,
} from './given.ts';
import { appendEntries, requestVote, success, vote } from './messages.ts';

describe('Figure 2: the save is derived, so that nothing can be forgotten', () => {
  test('a vote is saved before its answer leaves', () => {
    const output = receive(follower({ term: 3 }), requestVote('S2', 3));
    expect(output.save?.hardState).toEqual({ currentTerm: 3, votedFor: 'S2' });
    expect([output.sendNow, output.sendAfterSave.length]).toEqual([[], 1]);
  });

  test('who needs no vote but its own says nothing in its new term before the disk has it (seed 721)', () => {
    const state = follower({ term: 3, log: [3], voters: ['S1'], learners: ['S2'] });
    const output = electionTimeout(state);
    expect([state.role.kind, output.sendNow]).toEqual(['leader', []]);
    expect(output.sendAfterSave).toMatchObject([{ kind: 'appendEntries', to: 'S2', term: 4 }]);
    expect(propose(state, 'x').sendNow).toEqual([]);
    saved(state, output);
    expect(receive(state, success('S2', 4, 2)).sendNow).toMatchObject([{ kind: 'appendEntries', to: 'S2' }]);
  });

  test('a term is saved even when the vote is refused', () => {
    const output = receive(follower({ term: 3, log: [3] }), requestVote('S2', 5));
    expect(output.save?.hardState).toEqual({ currentTerm: 5, votedFor: null });
  });

  test('a candidate has its own vote on disk before it asks for others', () => {
    const output = electionTimeout(follower({ term: 3 }));
    expect(output.save?.hardState).toEqual({ currentTerm: 4, votedFor: 'S1' });
    expect([output.sendNow, output.sendAfterSave.length]).toEqual([[], 2]);
  });

  test('entries are saved with the term they came in, in one save, before they are acknowledged', () => {
    const output = receive(follower({ term: 1 }), appendEntries('S2', 5, { terms: [5] }));
    expect(output.save).toEqual({
      saveId: 1,
      hardState: { currentTerm: 5, votedFor: null },
      snapshot: null,
      entries: entriesOf([5]),
    });
    expect(output.sendNow).toEqual([]);
  });

  test('after a conflict the save starts where the log changed and supersedes the rest', () => {
    const output = receive(follower({ term: 4, log: [1, 2, 2] }), appendEntries('S2', 4, { before: [1], terms: [4] }));
    expect(output.save?.entries).toEqual(entriesOf([4], 2));
  });

  test('a heartbeat that only moves commitIndex saves nothing', () => {
    const output = receive(follower({ log: [1] }), appendEntries('S2', 1, { before: [1], leaderCommit: 1 }));
    expect([output.save, output.apply.length]).toEqual([null, 1]);
  });
});

describe('10.2.1 a leader writes to its disk in parallel', () => {
  test('and counts itself only when the disk has reported', () => {
    const state = leader({ term: 2, log: [2] });
    const output = propose(state, 'x');
    receive(state, success('S2', 2, 2));
    expect(state.commitIndex).toBe(1);
    saved(state, output);
    expect(state.commitIndex).toBe(2);
  });

  test('a report stands for all saves before it', () => {
    const state = leader({ term: 2 });
    propose(state, 'x');
    saved(state, propose(state, 'y'));
    expect([state.durableIndex, state.pendingSaves]).toEqual([2, []]);
  });

  test('a report never makes a later save safe', () => {
    const state = leader({ term: 2 });
    const first = propose(state, 'x');
    propose(state, 'y');
    saved(state, first);
    expect([state.durableIndex, state.pendingSaves.length]).toEqual([1, 1]);
  });

  test('a report of a follower only says what is safe', () => {
    const state = follower();
    saved(state, receive(state, appendEntries('S2', 1, { terms: [1] })));
    expect([state.durableIndex, state.commitIndex]).toEqual([1, 0]);
  });
});

/** The name of the trouble: index 2 held term 1, then term 2, and the first save's report comes after that (A-B-A). */
test('a late report of a save that was overwritten never counts for the new entry at its index', () => {
  const state = leader({ term: 1, log: [1] });
  const early = propose(state, 'x');
  receive(state, appendEntries('S2', 2, { before: [1], terms: [2] }));
  electionTimeout(state);
  const won = receive(state, vote('S3', 3));
  expect(termsOf(state)).toEqual([1, 2, 3]);
  receive(state, success('S3', 3, 3));
  saved(state, early);
  expect([state.durableIndex, state.commitIndex]).toEqual([1, 0]);
  saved(state, won);
  expect([state.durableIndex, state.commitIndex]).toEqual([3, 3]);
});

test('what is cut is no longer durable', () => {
  const state = follower({ term: 4, log: [1, 2, 2] });
  const output = receive(state, appendEntries('S2', 4, { before: [1], terms: [4] }));
  expect(state.durableIndex).toBe(1);
  saved(state, output);
  expect(state.durableIndex).toBe(2);
});

describe('a restart', () => {
  test('5.4.2 keeps term, vote and log, and knows nothing of commitIndex or the leader', () => {
    const state = createState({
      id: 'S1',
      configuration: configurationOf(three),
      options: defaultOptions,
      seed: -1,
      restored: { hardState: { currentTerm: 7, votedFor: 'S2' }, snapshot: null, entries: entriesOf([1, 7]) },
    });
    expect(state).toMatchObject({ currentTerm: 7, votedFor: 'S2', commitIndex: 0, lastApplied: 0, leaderId: null });
    expect([state.role.kind, state.durableIndex, termsOf(state)]).toEqual(['follower', 2, [1, 7]]);
    expect(firstSave(step(state, { kind: 'start' }, 0))).toBeNull();
  });

  test('with an empty disk starts in term 0', () => {
    const birth = { id: 'S1', configuration: configurationOf(three), options: defaultOptions, seed: 1 };
    expect(createState({ ...birth, restored: nothingRestored }).currentTerm).toBe(0);
  });

  test('does not give its vote a second time', () => {
    const state = follower({ term: 7, votedFor: 'S2' });
    expect(receive(state, requestVote('S3', 7)).sendAfterSave).toMatchObject([{ voteGranted: false }]);
  });
});

function firstSave({ save }: Output) {
  return save;
}
