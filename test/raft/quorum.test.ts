/** Majorities of one set of voters (§5.2, §5.3) and of both sets of joint consensus (§6). */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isVoter, majorityOf, members, quorumIndex, voteResult } from '../../core/raft/quorum.ts';
import { configurationOf, five } from './given.ts';

const joint = {
  voters: ['S1', 'S2', 'S3'],
  outgoing: ['S3', 'S4', 'S5'],
  learners: ['S6', 'S1'],
  learnersNext: [],
  autoLeave: true,
};

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 3],
  [9, 5],
])('5.2 a majority of %i is %i', (voters, majority) => expect(majorityOf(voters)).toBe(majority));

test('5.3 the quorum index is stored by a majority, and the next one is not', () => {
  const indexes = fc.array(fc.nat(9), { minLength: 5, maxLength: 5 });
  return fc.assert(
    fc.property(indexes, (list) => {
      const stored = quorumIndex(configurationOf(five), (id) => list[five.indexOf(id)] ?? 0);
      expect(list.filter((index) => index >= stored).length).toBeGreaterThanOrEqual(3);
      expect(list.filter((index) => index > stored).length).toBeLessThan(3);
    }),
  );
});

test('6 in joint consensus both sets must agree', () => {
  expect(voteResult(joint, (id) => ['S1', 'S2'].includes(id) || undefined)).toBe('pending');
  expect(voteResult(joint, (id) => ['S1', 'S3', 'S4'].includes(id) || undefined)).toBe('won');
  expect(voteResult(joint, (id) => (['S4', 'S5'].includes(id) ? false : undefined))).toBe('lost');
  expect(quorumIndex(joint, (id) => ({ S1: 9, S2: 9, S3: 4, S4: 4, S5: 1 })[id] ?? 0)).toBe(4);
});

test('6 members are voters of both sets and learners, each once', () => {
  expect(members(joint)).toEqual(['S1', 'S2', 'S3', 'S4', 'S5', 'S6']);
  expect(['S1', 'S5', 'S6'].map((id) => isVoter(joint, id))).toEqual([true, true, false]);
});

test('an empty set of voters agrees to all', () => {
  const empty = configurationOf([]);
  expect([voteResult(empty, () => false), quorumIndex(empty, () => 0)]).toEqual(['won', Number.POSITIVE_INFINITY]);
});
