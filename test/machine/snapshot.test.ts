/** §7: the state machine written down in pieces and read back: sessions, time and stored answers are in it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortPositions } from '../../core/machine/gradual-sort.ts';
import { machinePairs } from '../../core/machine/machine.ts';
import type { Command } from '../../core/machine/payload.ts';
import { restoreMachine } from '../../core/machine/restore.ts';
import { SnapshotWriter } from '../../core/machine/snapshot-writer.ts';
import { HandLog, snapshotOf } from './log.ts';

const limits = { timeoutMs: 50, count: 3 };

/** Each log opens sessions 1 and 2 first, and expires them now and then. */
const session = fc.constantFrom('1', '2', '3', '5');
const time = fc.integer({ min: 0, max: 70 });
const serial = fc.integer({ min: 1, max: 4 });
const operation = fc.oneof(
  fc.constantFrom('append a i', 'put "b c" "ü\\n"', 'del a', 'get a', 'cas a i j', 'put __proto__ x'),
  fc.constantFrom('nonsense', 'put \ud800 1'),
);
const command: fc.Arbitrary<Command | string> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('open'), time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep'), session, time }) },
  {
    weight: 8,
    arbitrary: fc
      .record({ kind: fc.constant('execute'), session, serial, operation, time })
      .chain((one) => fc.integer({ min: 1, max: one.serial }).map((lowestOpen) => ({ ...one, lowestOpen }))),
  },
  { weight: 1, arbitrary: fc.constant('cannot be read') },
);

const opening: Command = { kind: 'open', time: 0 };

function restored(text: string) {
  const machine = restoreMachine(text, limits);
  if (machine === null) throw new Error(`cannot be read: ${text}`);
  return machine;
}

describe('7 a snapshot', () => {
  test('reads back as the same machine, and the same log goes on with the same answers', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), fc.array(command, { maxLength: 30 }), (before, after) => {
        const whole = new HandLog(limits);
        for (const each of [opening, opening, ...before]) whole.append(each);
        const text = snapshotOf(whole.machine);
        const compacted = new HandLog(limits, restored(text), whole.index);
        expect(snapshotOf(compacted.machine)).toBe(text);
        expect(after.map((each) => compacted.append(each))).toEqual(after.map((each) => whole.append(each)));
        expect(snapshotOf(compacted.machine)).toBe(snapshotOf(whole.machine));
      }),
      { numRuns: 500 },
    );
  });

  test('of equal machines is equal, whatever the order in which the keys came', () => {
    const [one, other] = [new HandLog(), new HandLog()];
    for (const log of [one, other]) log.open();
    one.run('1', 1, 'put a 1');
    one.run('1', 2, 'put b 2');
    other.run('1', 2, 'put b 2');
    other.run('1', 1, 'put a 1');
    expect(snapshotOf(one.machine)).toBe(snapshotOf(other.machine));
  });

  test('holds the moment at which it began, while the machine goes on', () => {
    const log = new HandLog();
    log.open();
    log.run('1', 1, 'put x 1');
    const text = snapshotOf(log.machine);
    const writer = new SnapshotWriter(log.machine);
    log.run('1', 2, 'put x 2', { lowestOpen: 2, time: 9 });
    log.run('1', 3, 'put y 3', { lowestOpen: 2 });
    log.open(10);
    while (writer.next() !== null);
    expect(writer.text()).toBe(text);
  });

  test('comes in pieces of bounded length, which make up the text', () => {
    const log = new HandLog();
    log.open();
    for (let at = 1; at <= 200; at += 1) log.run('1', at, `put k${at} ${'v'.repeat(3000)}`, { lowestOpen: at });
    const writer = new SnapshotWriter(log.machine);
    const pieces: string[] = [];
    for (let piece = writer.next(); piece !== null; piece = writer.next()) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(9);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
    expect(pieces.join('')).toBe(writer.text());
    expect(machinePairs(restored(writer.text()))).toEqual(machinePairs(log.machine));
  });

  test('of an empty machine is a text, too', () => {
    expect(snapshotOf(restored('{"time":0,"store":[],"sessions":[]}'))).toBe('{"time":0,"store":[],"sessions":[]}');
  });
});

test('keys are sorted with pauses between, as a sort at once would', () => {
  const keys = Array.from({ length: 20_000 }, (_, at) => `k${(at * 7919) % 20_000}`);
  const sorting = sortPositions(keys);
  let pauses = 0;
  for (let { done, value } = sorting.next(); ; { done, value } = sorting.next(), pauses += 1) {
    if (done !== true) continue;
    expect(value?.map((position) => keys[position])).toEqual([...keys].sort());
    break;
  }
  expect(pauses).toBeGreaterThan(10);
});

describe('7 a text that no server wrote is not restored', () => {
  const around = (store: unknown, sessions: unknown, time: unknown = 5) => JSON.stringify({ time, store, sessions });
  const good = ['1', 5, 2, [[2, 'get x', '{"value":null}']]];

  test('the text it would have been', () => {
    expect(restoreMachine(around([['a', '1']], [good]))).not.toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['cut off', around([], [good]).slice(0, -1)],
    ['no object', 'null'],
    ['no time', around([], [], null)],
    ['a time before the beginning', around([], [], -1)],
    ['no store', around({}, [])],
    ['no sessions', around([], null)],
    ['a key without a value', around([['a']], [])],
    ['a value that is no text', around([['a', 1]], [])],
    ['an empty key', around([['', '1']], [])],
    [
      'a key twice',
      around(
        [
          ['a', '1'],
          ['a', '2'],
        ],
        [],
      ),
    ],
    [
      'keys out of order',
      around(
        [
          ['b', '1'],
          ['a', '2'],
        ],
        [],
      ),
    ],
    ['a value too long', around([['a', 'v'.repeat(65_537)]], [])],
    ['a session that is no list', around([], [7])],
    ['a session with a field too many', around([], [[...good, 1]])],
    ['a session twice', around([], [good, good])],
    ['sessions out of the order of their use', around([], [good, ['2', 4, 1, []]])],
    ['a session of the future', around([], [['1', 6, 1, []]])],
    ['a session without a name', around([], [['', 5, 1, []]])],
    ['an answer below the lowest open serial', around([], [['1', 5, 2, [[1, 'get x', '{}']]]])],
    [
      'an answer twice',
      around(
        [],
        [
          [
            '1',
            5,
            1,
            [
              [1, 'get x', '{}'],
              [1, 'get x', '{}'],
            ],
          ],
        ],
      ),
    ],
    ['an answer without a result', around([], [['1', 5, 1, [[1, 'get x']]]])],
  ])('%s', (_, text) => {
    expect(restoreMachine(text)).toBeNull();
  });
});
