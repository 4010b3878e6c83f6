/** The rules dialog: what is usual, what is weaker, and what a new cluster is told. */
import { expect, test } from 'vitest';
import { rulesOf } from '../../../core/cluster/rules.ts';
import { defaultOptions } from '../../../core/raft/state.ts';
import { amountOf, readWarning, ruleChips, unusualOf, usualRules } from '../../../renderer/panels/rules/rules.ts';

test('usual is what the core does by itself', () => {
  expect(rulesOf(defaultOptions)).toMatchObject(usualRules);
});

test('a rule that is not usual has a chip, and a weaker one says so', () => {
  expect(ruleChips(usualRules)).toEqual([]);
  const rules = { ...usualRules, preVote: false, reads: 'log', snapshotAfterEntries: 50 } as const;
  expect(ruleChips(rules).map(({ text, isWeaker }) => [text, isWeaker])).toEqual([
    ['no Pre-Vote', true],
    ['reads: log', false],
    ['snapshot after 50', false],
  ]);
});

test('6.4.1 a lease trusts the clocks, and is unsafe when votes are not withheld', () => {
  expect(readWarning(usualRules)).toBeNull();
  expect(readWarning({ ...usualRules, reads: 'lease' })).toMatch(/^Trusts the clocks/);
  expect(readWarning({ ...usualRules, reads: 'lease', withholdVotes: false })).toMatch(/^Unsafe/);
});

test('a new cluster is told only what is not usual, none as well', () => {
  expect(unusualOf(usualRules)).toEqual({});
  expect(unusualOf({ ...usualRules, snapshotAfterEntries: null, checkQuorum: false })).toEqual({
    snapshotAfterEntries: null,
    checkQuorum: false,
  });
});

test('a number of entries is whole and at least one', () => {
  expect(['50', ' 7 ', '0', '-1', '1.5', 'many', ''].map(amountOf)).toEqual([50, 7, null, null, null, null, null]);
});
