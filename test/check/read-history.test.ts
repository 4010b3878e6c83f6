/** The border where a history comes in (docs/HISTORY_FORMAT.md): every line that means nothing is refused by its reason. */
import { expect, test } from 'vitest';
import type { ModelName } from '../../core/check/linearizability/model.ts';
import { read } from './histories/reading.ts';

const put = { process: 0, type: 'invoke', f: 'put', key: 'x', value: '1' };
const done = { ...put, type: 'ok' };

function lines(...records: object[]): string[] {
  return records.map((record) => JSON.stringify(record));
}

function problemWith(model: ModelName, ...records: object[]): string | null {
  try {
    read(lines(...records), model);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : null;
  }
}

test.each<[string, ModelName, object[], string | null]>([
  [
    'an index twice',
    'kv',
    [
      { ...put, index: 3 },
      { ...done, index: 3 },
    ],
    'line 2: index 3 comes after index 3',
  ],
  [
    'indexes with a gap',
    'kv',
    [
      { ...put, index: 3 },
      { ...done, index: 9 },
    ],
    null,
  ],
  ['a process that asks twice', 'kv', [put, put], 'line 2: process 0 asks again before its last operation has ended'],
  ['a process that asks after ok', 'kv', [put, done, put], null],
  [
    'a key-value store without a key',
    'kv',
    [{ ...put, key: null }],
    'line 1: the put has no key, and the model kv needs one',
  ],
  [
    'a key-value store that leaves it out',
    'kv',
    [{ ...put, key: undefined }],
    'line 1: the put has no key, and the model kv needs one',
  ],
  ['a register without a key', 'register', [{ ...put, key: undefined, f: 'write' }], null],
  ['an end of another kind', 'kv', [put, { ...done, f: 'append' }], 'line 2: process 0 began a put and ends a append'],
  ['an end of another key', 'kv', [put, { ...done, key: 'y' }], 'line 2: process 0 began with key x and ends with y'],
  ['a cas without its result', 'kv', casWith(undefined), 'line 2: the ok of a cas needs "result": true or false'],
  ['a cas with its result', 'kv', casWith(false), null],
  ['a register that deletes', 'register', [{ ...put, f: 'del' }], 'line 1: the model register has no del'],
  ['an append of a number', 'kv', [{ ...put, f: 'append', value: 1 }], 'line 1: an append needs a text as its value'],
  ['a put of nothing', 'kv', [{ ...put, value: undefined }], 'line 1: a put needs one value'],
  ['a put of a pair', 'kv', [{ ...put, value: ['1', '2'] }], 'line 1: a put needs one value'],
  ['half a process', 'kv', [{ ...put, process: 0.5 }], 'line 1: process: Invalid safe integer: Received 0.5'],
])('%s', (_, model, records, problem) => {
  expect(problemWith(model, ...records)).toBe(problem);
});

function casWith(result: boolean | undefined): object[] {
  const cas = { ...put, f: 'cas', value: ['1', '2'] };
  return [cas, { ...cas, type: 'ok', result }];
}

test('what a process was told is between its two lines; what it was not told may come late or never', () => {
  const [one, other] = read(
    lines(put, { ...put, process: 1, f: 'del' }, done, { ...put, process: 1, f: 'del', type: 'info' }),
    'kv',
  );
  expect(one).toMatchObject({ process: 'process 0', outcome: 'ok', invokedAt: 1, endedAt: 3 });
  expect(other).toMatchObject({ process: 'process 1', outcome: 'info', invokedAt: 2, endedAt: null });
  expect(read(lines(put, { ...done, type: 'fail' }), 'kv')).toEqual([]);
});
