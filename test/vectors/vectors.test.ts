/** The conformance vectors hold, and their runner can fail. */
import { describe, expect, test } from 'vitest';
import type { VectorFile } from './format.ts';
import { BadVectors, readVectors, runSuite } from './runner.ts';

const files = readVectors('test/vectors');

/** A feature that comes later, or a published method that is not ours; nothing else is a reason to leave out a case. */
const reasons = /^needs |^our method: |is tested in test\/|^a torn record is below the core/;

describe.each(files.map((file) => ({ name: file.suite, file })))('vectors: $name', ({ file }) => {
  const { cases } = runSuite(file);

  test('every case is there', () => expect(cases).toHaveLength(file.count));

  test('no case fails', () => expect(cases.filter(({ verdict }) => verdict.kind === 'failed')).toEqual([]));

  test('a case is skipped for a missing feature or another method only', () => {
    const skips = cases.flatMap(({ verdict }) => (verdict.kind === 'skipped' ? [verdict.why] : []));
    expect(skips.filter((why) => !reasons.test(why))).toEqual([]);
  });
});

test('5.4.2 the runner fails a case that expects what Raft forbids', () => {
  const file = fileOf('leader-commit');
  const cases = file.cases.map((one) => ({ ...one, ...expecting(one.then, { commit: 99 }) }));
  const verdicts = runSuite({ ...file, cases }).cases.map(({ verdict }) => verdict.kind);
  expect(new Set(verdicts)).toEqual(new Set(['failed']));
});

test('the runner fails a case that lists something it cannot see', () => {
  const file = fileOf('vote-grant');
  const cases = file.cases.map((one) => ({ ...one, ...expecting(one.then, { colour: 'blue' }) }));
  const verdicts = runSuite({ ...file, cases }).cases.map(({ verdict }) => verdict.kind);
  expect(new Set(verdicts)).toEqual(new Set(['failed']));
});

test('the runner names a folder that holds no vectors', () => {
  expect(() => readVectors('test/vectors/suites')).toThrow(BadVectors);
  expect(() => readVectors('test/no-such-folder')).toThrow(/cannot be read/);
});

function fileOf(suite: string): VectorFile {
  const file = files.find((one) => one.suite === suite);
  if (file === undefined) throw new Error(`There is no suite ${suite}.`);
  return file;
}

function expecting(given: Record<string, unknown> | undefined, more: Record<string, unknown>) {
  return Object.fromEntries([['then', { ...given, ...more }]]);
}
