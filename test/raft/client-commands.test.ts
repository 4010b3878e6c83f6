/** Figure 2, "Leaders", and §8: what becomes of a client's command. */
import { describe, expect, test } from 'vitest';
import { candidate, follower, leader, progressOf, propose, termsOf } from './given.ts';

const replicating = { matchIndex: 1, nextIndex: 2, mode: 'replicate' } as const;

describe('5.3 a leader', () => {
  test('appends commands in its term, in their order, and says where', () => {
    const state = leader({ term: 2, log: [1] });
    const output = propose(state, 'x', 'y');
    expect(termsOf(state)).toEqual([1, 2, 2]);
    expect(output.answers).toEqual([
      { proposalId: 1, accepted: true, index: 2, term: 2 },
      { proposalId: 2, accepted: true, index: 3, term: 2 },
    ]);
    expect(output.notes[0]).toMatchObject({ ev: 'log.append', append: { why: 'proposal' } });
  });

  test('sends them on at once, in one request to each follower, beside its own disk write (thesis 10.2.1)', () => {
    const state = leader({ term: 2, log: [2] }, { S2: replicating, S3: replicating });
    const output = propose(state, 'x', 'y');
    expect(output.sendNow.map(({ to, kind }) => [to, kind])).toEqual([
      ['S2', 'appendEntries'],
      ['S3', 'appendEntries'],
    ]);
    expect(output.save?.entries).toHaveLength(2);
    expect(progressOf(state, 'S2')).toMatchObject({ nextIndex: 4, inFlight: [{ lastIndex: 3, length: 2 }] });
  });

  test('adds nothing to a probe that is out: the answer comes first', () => {
    const state = leader({ term: 2, log: [2] }, { S2: { probeSent: true }, S3: { probeSent: true } });
    expect(propose(state, 'x').sendNow).toEqual([]);
  });

  test('takes an empty list of commands for what it is', () => {
    const output = propose(leader({ term: 2, log: [2] }));
    expect([output.answers, output.save, output.sendNow]).toEqual([[], null, []]);
  });
});

test.each([
  ['follower that knows the leader', follower({ leaderId: 'S3' }), 'S3'],
  ['follower that knows none', follower(), null],
  ['candidate', candidate(), null],
])('8 a %s takes no command and names the leader it knows', (_who, state, leaderId) => {
  const output = propose(state, 'x');
  expect(output.answers).toEqual([{ proposalId: 1, accepted: false, why: 'notLeader', leaderId }]);
  expect([output.save, state.log.entries]).toEqual([null, []]);
});
