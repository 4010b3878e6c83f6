/** The conformance vectors hold, and their runner can fail. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { VectorFile } from './format.ts';
import { BadVectors, type CaseReport, readVectors, runSuite } from './runner.ts';

const files = readVectors('test/vectors');

/** A published method that is not ours is the only reason to leave out a case. */
const reason = /^our method: /;

describe.each(files.map((file) => ({ name: file.suite, file })))('vectors: $name', ({ file }) => {
  const cases: CaseReport[] = [];

  beforeAll(async () => {
    cases.push(...(await runSuite(file)).cases);
  });

  test('every case is there', () => expect(cases).toHaveLength(file.count));

  test('no case fails', () => expect(cases.filter(({ verdict }) => verdict.kind === 'failed')).toEqual([]));

  test('a case is skipped for another method only', () => {
    const skips = cases.flatMap(({ verdict }) => (verdict.kind === 'skipped' ? [verdict.why] : []));
    expect(skips.filter((why) => !reason.test(why))).toEqual([]);
  });
});

/** File 22 lists properties, not fields; its judge is tested in test/check. */
const tables = files.filter(({ kind, suite }) => kind === 'table' && suite !== 'invariants');

test.each(tables.map(({ suite }) => suite))(
  'the runner fails a case of %s that lists something it cannot see',
  async (suite) => {
    const cases = fileOf(suite).cases.map((one) => ({
      ...one,
      alsoOk: [],
      ...expecting(one.then, { colour: 'blue' }),
    }));
    const verdicts = (await runSuite({ ...fileOf(suite), cases })).cases.map(({ verdict }) => verdict.kind);
    expect(verdicts.filter((kind) => kind === 'passed')).toEqual([]);
  },
);

test('5.4.2 the runner fails a case that expects what Raft forbids', async () => {
  const file = fileOf('leader-commit');
  const cases = file.cases.map((one) => ({ ...one, ...expecting(one.then, { commit: 99 }) }));
  const verdicts = (await runSuite({ ...file, cases })).cases.map(({ verdict }) => verdict.kind);
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
