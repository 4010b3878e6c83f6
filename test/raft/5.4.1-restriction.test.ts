/** §5.4.1: only a candidate whose log is up to date can win. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUpToDate } from '../../core/raft/election.ts';
import type { LogEnd } from '../../core/raft/notes.ts';
import { compactedFollower, follower, receive } from './given.ts';
import { requestVote } from './messages.ts';

test.each([
  { mine: [1, 3, 3], theirs: [1, 2, 2, 2, 2], granted: false, rule: 'a longer log of an older term is behind' },
  { mine: [1, 3, 3], theirs: [4], granted: true, rule: 'a shorter log of a later term is ahead' },
  { mine: [1, 3, 3], theirs: [1, 3], granted: false, rule: 'with equal last terms the shorter log is behind' },
  { mine: [1, 3, 3], theirs: [1, 3, 3], granted: true, rule: 'an equal log is up to date' },
  { mine: [1, 3, 3], theirs: [1, 3, 3, 3], granted: true, rule: 'with equal last terms the longer log is ahead' },
  { mine: [], theirs: [], granted: true, rule: 'empty logs are equal' },
])('5.4.1 $rule', ({ mine, theirs, granted }) => {
  const output = receive(follower({ term: 5, log: mine }), requestVote('S2', 6, theirs));
  expect(output.sendAfterSave).toMatchObject([{ voteGranted: granted }]);
  expect(output.notes).toContainEqual(
    expect.objectContaining({ vote: expect.objectContaining({ why: granted ? 'free' : 'logBehind' }) }),
  );
});

test('5.4.1 a repeated request is judged again: a voter that grew past its candidate refuses', () => {
  const state = follower({ term: 4, votedFor: 'S2', log: [1, 2, 4] });
  expect(receive(state, requestVote('S2', 4, [1, 2])).sendAfterSave).toMatchObject([{ voteGranted: false }]);
});

test('5.4.1 a compacted log ends where its snapshot does', () => {
  expect(receive(compactedFollower(11, 3, []), requestVote('S2', 5, Array(10).fill(3))).sendAfterSave).toMatchObject([
    { voteGranted: false },
  ]);
  expect(receive(compactedFollower(11, 3, []), requestVote('S2', 5, Array(11).fill(3))).sendAfterSave).toMatchObject([
    { voteGranted: true },
  ]);
});

test('5.4.1 of two logs at least one is up to date for the other, and both only when their ends are equal', () => {
  const end = fc.record({ lastLogIndex: fc.nat(5), lastLogTerm: fc.nat(5) });
  return fc.assert(
    fc.property(end, end, (one: LogEnd, other: LogEnd) => {
      const equal = one.lastLogIndex === other.lastLogIndex && one.lastLogTerm === other.lastLogTerm;
      expect(isUpToDate(one, other) || isUpToDate(other, one)).toBe(true);
      expect(isUpToDate(one, other) && isUpToDate(other, one)).toBe(equal);
    }),
  );
});
