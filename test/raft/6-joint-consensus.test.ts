/** §6, thesis 4.3: any number of servers at once, through a time in which both memberships must agree. */
import { describe, expect, test } from 'vitest';
import type { Output } from '../../core/raft/duties.ts';
import type { Configuration, RaftState } from '../../core/raft/types.ts';
import {
  candidate,
  change,
  electionTimeout,
  follower,
  joint,
  leader,
  leadershipOf,
  membershipEntry,
  propose,
  receive,
  saved,
  sentTo,
  simple,
  three,
} from './given.ts';
import { appendEntries, success, vote } from './messages.ts';

const known = { matchIndex: 1, nextIndex: 2, mode: 'replicate' } as const;
const replace = ['-S2', '-S3', '+S4', '+S5'];

function leading(): RaftState {
  return leader({ term: 3, log: [3], commitIndex: 1 }, { S2: known, S3: known });
}

const both: Configuration = {
  voters: ['S1', 'S4', 'S5'],
  outgoing: three,
  learners: [],
  learnersNext: [],
  autoLeave: true,
};

/** The entry with C-old,new is in the log of S1, of term 3, and it may be committed. */
function inJoint(autoLeave = true): { state: RaftState; output: Output } {
  const state = leading();
  const output = change(state, joint(autoLeave, ...replace));
  saved(state, output);
  return { state, output };
}

function stored(state: RaftState, index: number, ...from: string[]): Output {
  const outputs = from.map((peer) => receive(state, success(peer, 3, index, { configurationIndex: 2 })));
  const last = outputs.at(-1);
  if (last === undefined) throw new Error('Nobody stores it.');
  return last;
}

describe('6 C-old,new', () => {
  test('is in force when it is in the log, and everybody of both sets is sent it', () => {
    const { state, output } = inJoint();
    expect(state.log.configuration).toEqual(both);
    expect([...leadershipOf(state).progress.keys()].sort()).toEqual(['S2', 'S3', 'S4', 'S5']);
    expect(sentTo(output, 'S2')).toMatchObject([{ entries: [{ payload: { configuration: both } }] }]);
  });

  test('needs a majority of each set to commit anything', () => {
    const { state } = inJoint();
    stored(state, 2, 'S4', 'S5');
    expect(state.commitIndex).toBe(1);
    stored(state, 2, 'S2');
    expect(state.commitIndex).toBe(2);
  });

  test('needs a majority of each set to elect', () => {
    const state = follower({ term: 3, log: [3] });
    receive(state, { ...appendEntries('S2', 3, { before: [3] }), entries: [membershipEntry(2, 3, both)] });
    electionTimeout(state);
    for (const from of ['S4', 'S5']) receive(state, vote(from, 4));
    expect(state.role.kind).toBe('candidate');
    const output = receive(state, vote('S3', 4));
    expect(state.role.kind).toBe('leader');
    expect(output.notes).toContainEqual({
      ev: 'raft.tally',
      tally: { from: 'S3', preVote: false, granted: true, have: 3, need: 2, haveOutgoing: 2, needOutgoing: 2 },
    });
  });

  test('takes no other change while it lasts', () => {
    const { state } = inJoint(false);
    expect(change(state, simple('~S9')).requests).toMatchObject([{ why: 'changeInProgress' }]);
    stored(state, 2, 'S4', 'S2');
    expect(change(state, simple('~S9')).requests).toMatchObject([{ why: 'joint' }]);
  });
});

describe('6 C-new', () => {
  test('is appended as soon as C-old,new is committed', () => {
    const { state } = inJoint();
    stored(state, 2, 'S4');
    const output = stored(state, 2, 'S2');
    expect(state.log.entries[2]).toMatchObject({
      index: 3,
      payload: { configuration: { voters: ['S1', 'S4', 'S5'] } },
    });
    expect(state.log.configuration.outgoing).toEqual([]);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ append: expect.objectContaining({ why: 'leaveJoint' }) }),
    );
  });

  test('is committed by the new set alone, and lets the others go', () => {
    const { state } = inJoint();
    stored(state, 2, 'S4');
    saved(state, stored(state, 2, 'S2'));
    const output = stored(state, 3, 'S5');
    expect(state.commitIndex).toBe(3);
    for (const peer of ['S2', 'S3']) expect(sentTo(output, peer)).toMatchObject([{ leaderCommit: 3 }]);
    expect([...leadershipOf(state).progress.keys()]).toEqual(['S4', 'S5']);
  });

  test('waits to be told when that was agreed, and then comes by hand', () => {
    const { state } = inJoint(false);
    stored(state, 2, 'S4', 'S2');
    expect([state.commitIndex, state.log.configurationIndex]).toEqual([2, 2]);
    const output = change(state, { kind: 'leaveJoint' });
    expect(output.requests).toMatchObject([{ accepted: true, index: 3 }]);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ change: expect.objectContaining({ kind: 'leaveJoint' }) }),
    );
    expect(state.log.configuration.voters).toEqual(['S1', 'S4', 'S5']);
  });

  test('is not asked for twice', () => {
    const { state } = inJoint(false);
    expect(change(state, { kind: 'leaveJoint' }).requests).toMatchObject([{ why: 'changeInProgress' }]);
    stored(state, 2, 'S4', 'S2');
    change(state, { kind: 'leaveJoint' });
    expect(change(state, { kind: 'leaveJoint' }).requests).toMatchObject([{ why: 'changeInProgress' }]);
  });

  test('is finished by a new leader that finds C-old,new in its log, once an entry of its own term is committed', () => {
    const state = candidate({ term: 3, log: [3] });
    receive(state, {
      ...appendEntries('S2', 3, { before: [3], leaderCommit: 1 }),
      entries: [membershipEntry(2, 3, both)],
    });
    electionTimeout(state);
    receive(state, vote('S2', 4));
    saved(state, receive(state, vote('S4', 4)));
    expect([state.role.kind, state.log.configurationIndex]).toEqual(['leader', 2]);
    receive(state, success('S2', 4, 3, { configurationIndex: 2 }));
    receive(state, success('S4', 4, 3, { configurationIndex: 2 }));
    expect([state.commitIndex, state.log.configurationIndex]).toEqual([3, 4]);
    expect(state.log.configuration.outgoing).toEqual([]);
  });

  test('without the leader in it makes the leader stand back when it is committed', () => {
    const state = leading();
    saved(state, change(state, joint(true, '-S1', '-S2', '-S3', '+S4', '+S5', '+S6')));
    stored(state, 2, 'S4', 'S5', 'S2');
    expect(state.log.configuration.voters).toEqual(['S4', 'S5', 'S6']);
    stored(state, 3, 'S4');
    expect(state.role.kind).toBe('leader');
    stored(state, 3, 'S5');
    expect([state.role.kind, state.commitIndex]).toEqual(['follower', 3]);
  });
});

test('4.3 a voter that shall become a learner votes until C-old goes, and is one from then on', () => {
  const state = leading();
  saved(state, change(state, joint(true, '~S2', '+S4')));
  expect(state.log.configuration).toMatchObject({ learners: [], learnersNext: ['S2'] });
  stored(state, 2, 'S4', 'S2');
  expect(state.log.configuration).toMatchObject({ voters: ['S1', 'S3', 'S4'], learners: ['S2'], learnersNext: [] });
  expect(leadershipOf(state).progress.get('S2')?.catchUp).not.toBeNull();
});

test('6 clients are served during all of it', () => {
  const { state } = inJoint();
  expect(propose(state, 'x').answers).toMatchObject([{ accepted: true, index: 3 }]);
});
