/** §5.3 and Figure 6: the replicated log, with and without a compacted prefix. */
import { describe, expect, test } from 'vitest';
import { InvariantBroken } from '../../core/raft/invariant.ts';
import {
  appendToLog,
  createLog,
  entriesFrom,
  firstIndexOfTermAt,
  lastIndexOfTerm,
  lastLogIndex,
  lastLogTerm,
  termAt,
  truncateLog,
} from '../../core/raft/log.ts';
import type { Entry } from '../../core/raft/types.ts';
import { compactedFollower, configurationOf, entriesOf, three } from './given.ts';

const configuration = configurationOf(three);

describe('5.3 the log', () => {
  test('starts after index 0 of term 0', () => {
    const log = createLog(configuration);
    expect([lastLogIndex(log), lastLogTerm(log), termAt(log, 0), termAt(log, 1)]).toEqual([0, 0, 0, null]);
  });

  test.each([
    ['leaves a gap', entriesOf([1], 5)],
    ['repeats an index', entriesOf([3], 2)],
    ['falls back to an older term', entriesOf([1], 3)],
  ])('takes no entry that %s', (_what, entries) => {
    const log = createLog(configuration, entriesOf([1, 2]));
    expect(() => appendToLog(log, entries)).toThrow(InvariantBroken);
  });

  test('finds the first and last entry of a term', () => {
    const log = createLog(configuration, entriesOf([1, 3, 3, 3, 5]));
    expect([firstIndexOfTermAt(log, 4), lastIndexOfTerm(log, 3)]).toEqual([2, 4]);
    expect([lastIndexOfTerm(log, 2), lastIndexOfTerm(log, 6), lastIndexOfTerm(log, 0)]).toEqual([null, null, null]);
  });

  test('gives at most as many entries as asked for', () => {
    const log = createLog(configuration, entriesOf([1, 1, 1]));
    expect(entriesFrom(log, 2, 1)).toEqual(entriesOf([1], 2));
    expect(entriesFrom(log, 4)).toEqual([]);
    expect(() => entriesFrom(log, 0)).toThrow(InvariantBroken);
  });
});

test('7 below a compacted prefix terms are not known any more', () => {
  const { log } = compactedFollower(5, 2, [2, 3]);
  expect([4, 5, 6, 7, 8].map((index) => termAt(log, index))).toEqual([null, 2, 2, 3, null]);
  expect([firstIndexOfTermAt(log, 6), lastIndexOfTerm(log, 2), lastIndexOfTerm(log, 1)]).toEqual([6, 6, null]);
  expect(() => truncateLog(log, 5)).toThrow(InvariantBroken);
});

describe('6 the configuration in force is the last one in the log', () => {
  const next = configurationOf(['S1', 'S2', 'S3', 'S4']);
  const change = (index: number, to = next): Entry => ({
    index,
    term: 2,
    payload: { kind: 'configuration', configuration: to },
  });

  test('from the moment it is there', () => {
    const log = createLog(configuration, entriesOf([1]));
    appendToLog(log, [change(2)]);
    expect(log.configuration).toBe(next);
  });

  test('and not any more when it is cut', () => {
    const log = createLog(configuration, [...entriesOf([1]), change(2)]);
    truncateLog(log, 2);
    expect(log.configuration).toBe(configuration);
  });

  test('back to the one before it', () => {
    const later = configurationOf(['S1']);
    const log = createLog(configuration, [change(1), change(2, later), ...entriesOf([2], 3)]);
    truncateLog(log, 2);
    expect(log.configuration).toBe(next);
  });
});
