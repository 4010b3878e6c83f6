/** Thesis 6.4: a read that is no entry of the log waits until a majority has confirmed the leader after it came. */
import { describe, expect, test } from 'vitest';
import type { Output, ReadRequest } from '../../core/raft/duties.ts';
import type { ReadIndex } from '../../core/raft/messages.ts';
import { step } from '../../core/raft/step.ts';
import type { RaftState } from '../../core/raft/types.ts';
import { candidate, five, follower, heartbeat, leader, leadershipOf, receive, saved, sentTo } from './given.ts';
import { appendEntries, refusal, success, vote } from './messages.ts';

function read(state: RaftState, ...readIds: number[]): Output {
  const reads = readIds.map((readId): ReadRequest => ({ readId, by: 'leader' }));
  return step(state, { kind: 'read', reads }, state.now);
}

function readHere(state: RaftState, readId: number): Output {
  return step(state, { kind: 'read', reads: [{ readId, by: 'any' }] }, state.now);
}

/** Of five, with an entry of its own term committed, and everyone's log like its own. */
function leading(): RaftState {
  const known = { matchIndex: 2, nextIndex: 3, mode: 'replicate' } as const;
  const progress = { S2: known, S3: known, S4: known, S5: known };
  return leader({ term: 3, log: [1, 3], commitIndex: 2, voters: five }, progress);
}

function confirm(state: RaftState, round: number, ...from: string[]): Output {
  const outputs = from.map((peer) => receive(state, success(peer, 3, 2, { round })));
  const last = outputs.at(-1);
  if (last === undefined) throw new Error('Nobody confirms.');
  return last;
}

describe('6.4 a leader', () => {
  test('begins a round for a read, and answers it when a majority has answered that round', () => {
    const state = leading();
    const asked = read(state, 7);
    expect(asked.reads).toEqual([]);
    expect(asked.sendNow).toMatchObject(five.slice(1).map((to) => ({ kind: 'appendEntries', to, round: 1 })));
    expect(asked.save).toBeNull();
    expect(confirm(state, 1, 'S2').reads).toEqual([]);
    const output = confirm(state, 1, 'S3');
    expect(output.reads).toEqual([{ readId: 7, ok: true, readIndex: 2 }]);
    expect(output.notes).toContainEqual({
      ev: 'raft.read',
      read: { readId: 7, from: null, stage: 'ready', why: 'confirmed', readIndex: 2, round: 1 },
    });
    expect(state.log.entries).toHaveLength(2);
  });

  test('takes no answer to a round of before the read for a confirmation', () => {
    const state = leading();
    heartbeat(state);
    read(state, 7);
    expect(confirm(state, 1, 'S2', 'S3', 'S4', 'S5').reads).toEqual([]);
    expect(confirm(state, 2, 'S2', 'S3').reads).toMatchObject([{ readId: 7 }]);
  });

  test('lets one round confirm all reads that came before it', () => {
    const state = leading();
    expect(read(state, 1, 2, 3).sendNow).toHaveLength(4);
    expect(confirm(state, 1, 'S2', 'S3').reads.map(({ readId }) => readId)).toEqual([1, 2, 3]);
  });

  test('lets those that come while a round is out share the next one, which begins when that one is over', () => {
    const state = leading();
    read(state, 1);
    expect([read(state, 2).sendNow, read(state, 3).sendNow]).toEqual([[], []]);
    const over = confirm(state, 1, 'S2', 'S3');
    expect(over.reads).toMatchObject([{ readId: 1 }]);
    expect(over.sendNow.filter(({ kind }) => kind === 'appendEntries')).toMatchObject(Array(4).fill({ round: 2 }));
    expect(confirm(state, 2, 'S4', 'S5').reads.map(({ readId }) => readId)).toEqual([2, 3]);
  });

  test('needs no lost round: the next heartbeat is one, too', () => {
    const state = leading();
    read(state, 1);
    read(state, 2);
    heartbeat(state);
    expect(confirm(state, 2, 'S2', 'S3').reads.map(({ readId }) => readId)).toEqual([1, 2]);
  });

  test('is confirmed by refusals, too: whoever answers in this term accepts it', () => {
    const state = leading();
    read(state, 1);
    const refused = { term: null, index: 1 };
    receive(state, refusal('S2', 3, 0, refused, { round: 1 }));
    expect(receive(state, refusal('S3', 3, 0, refused, { round: 1 })).reads).toMatchObject([{ readId: 1, ok: true }]);
  });

  test('answers from the commitIndex of when the read came, not of when it was confirmed', () => {
    const state = leading();
    read(state, 1);
    saved(state, step(state, { kind: 'propose', proposals: [{ proposalId: 1, command: 'x' }] }, 0));
    receive(state, success('S4', 3, 3, { round: 0 }));
    receive(state, success('S5', 3, 3, { round: 0 }));
    expect(state.commitIndex).toBe(3);
    expect(confirm(state, 1, 'S2', 'S3').reads).toMatchObject([{ readId: 1, readIndex: 2 }]);
  });

  test('counts no learner', () => {
    const state = leader({ term: 3, log: [3], commitIndex: 1, learners: ['S8', 'S9'] });
    read(state, 1);
    expect(confirm(state, 1, 'S8', 'S9').reads).toEqual([]);
    expect(confirm(state, 1, 'S2').reads).toHaveLength(1);
  });

  test('alone in its cluster has confirmed itself', () => {
    const state = leader({ term: 3, log: [3], commitIndex: 1, voters: ['S1'] });
    expect(read(state, 1)).toMatchObject({ reads: [{ readId: 1, ok: true, readIndex: 1 }], sendNow: [] });
  });

  test('6 in joint consensus is confirmed by both majorities', () => {
    const state = leading();
    const sets = { voters: ['S1', 'S2', 'S3'], outgoing: ['S1', 'S4', 'S5'] };
    state.log.configuration = { ...state.log.configuration, ...sets };
    read(state, 1);
    expect(confirm(state, 1, 'S2', 'S3').reads).toEqual([]);
    expect(confirm(state, 1, 'S4').reads).toHaveLength(1);
  });
});

describe('6.4 a new leader', () => {
  test('answers nothing before an entry of its own term is committed: commitIndex may be behind', () => {
    const state = leader({ term: 3, log: [1, 2, 3], commitIndex: 1 });
    const output = read(state, 1);
    expect(output.notes).toContainEqual({
      ev: 'raft.read',
      read: { readId: 1, from: null, stage: 'waits', why: 'ownTermCommit', readIndex: null, round: null },
    });
    expect(receive(state, success('S2', 3, 0, { round: 1 })).reads).toEqual([]);
    expect(receive(state, success('S2', 3, 3, { round: 1 })).reads).toEqual([{ readId: 1, ok: true, readIndex: 3 }]);
  });

  test('takes no confirmation of its earlier time in the lead', () => {
    const state = leading();
    read(state, 1);
    receive(state, appendEntries('S2', 4, { before: [1, 3] }));
    while (state.currentTerm < 6) step(state, { kind: 'timeout', timer: 'election', why: 'elapsed' }, 0);
    for (const from of ['S4', 'S5']) receive(state, vote(from, 6));
    expect(confirm(state, 1, 'S2', 'S3', 'S4').reads).toEqual([]);
    expect(leadershipOf(state).reads).toEqual([]);
  });
});

describe('6.4 a leader that stands back', () => {
  test('fails its reads, and names the new leader if it knows it', () => {
    const state = leading();
    read(state, 1, 2);
    const output = receive(state, appendEntries('S2', 4, { before: [1, 3] }));
    expect(output.reads.map(({ readId, ok }) => [readId, ok])).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(output.notes).toContainEqual(
      expect.objectContaining({ read: expect.objectContaining({ readId: 1, stage: 'failed', why: 'notLeader' }) }),
    );
  });

  test('tells the followers that asked, so that they need not wait', () => {
    const state = leading();
    receive(state, readIndex('S2', 3, 9));
    const output = receive(state, vote('S3', 4, false));
    expect(sentTo(output, 'S2')).toMatchObject([{ kind: 'readIndexReply', readId: 9, readIndex: null }]);
  });
});

describe('6.4 a follower', () => {
  test('asks its leader how far it must have applied, and says so when it knows', () => {
    const state = follower({ term: 3, log: [3], leaderId: 'S2' });
    const asked = readHere(state, 7);
    expect(sentTo(asked, 'S2')).toEqual([{ kind: 'readIndex', from: 'S1', to: 'S2', term: 3, readId: 7 }]);
    expect(asked).toMatchObject({ reads: [], save: null });
    const route = { kind: 'readIndexReply', from: 'S2', to: 'S1', term: 3, readId: 7 } as const;
    expect(receive(state, { ...route, readIndex: 5 }).reads).toEqual([{ readId: 7, ok: true, readIndex: 5 }]);
    expect(receive(state, { ...route, readIndex: null }).reads).toEqual([{ readId: 7, ok: false, leaderId: 'S2' }]);
  });

  test('that knows no leader says so at once', () => {
    expect(readHere(follower(), 7).reads).toEqual([{ readId: 7, ok: false, leaderId: null }]);
    expect(readHere(candidate(), 7).reads).toEqual([{ readId: 7, ok: false, leaderId: null }]);
  });

  test('answers no read that only a leader may answer', () => {
    const output = read(follower({ leaderId: 'S2' }), 7);
    expect([output.reads, output.sendNow]).toEqual([[{ readId: 7, ok: false, leaderId: 'S2' }], []]);
  });

  test('is answered by the leader like a client of the leader, after the same confirmation', () => {
    const state = leading();
    expect(sentTo(receive(state, readIndex('S2', 3, 9)), 'S2').map(({ kind }) => kind)).toEqual(['appendEntries']);
    confirm(state, 1, 'S3');
    const output = confirm(state, 1, 'S4');
    expect(sentTo(output, 'S2')).toMatchObject([{ kind: 'readIndexReply', readId: 9, readIndex: 2, term: 3 }]);
    expect(output.reads).toEqual([]);
  });

  test.each([
    ['does not lead', () => follower({ term: 3, leaderId: 'S3' })],
    ['has led an earlier term', () => follower({ term: 5, leaderId: 'S3' })],
  ])('is told when the one it asked %s', (_why, given) => {
    const output = receive(given(), readIndex('S2', 3, 9));
    expect(sentTo(output, 'S2')).toMatchObject([{ kind: 'readIndexReply', readId: 9, readIndex: null }]);
  });
});

function readIndex(from: string, term: number, readId: number): ReadIndex {
  return { kind: 'readIndex', from, to: 'S1', term, readId };
}
