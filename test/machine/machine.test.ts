/** The replicated state machine: answers of the store, and commands that take effect exactly once (§8, thesis 6.3). */
import { describe, expect, test } from 'vitest';
import { createMachine, isRead, type Machine, machinePairs, readFrom } from '../../core/machine/machine.ts';
import { HandLog, snapshotOf } from './log.ts';

/** Runs operations in one session, each with the next serial; gives the answers. */
function answers(log: HandLog, ...operations: string[]): (string | null)[] {
  const session = log.open();
  return operations.map((operation, at) => log.run(session, at + 1, operation).result);
}

describe('the key-value store', () => {
  test('put, get and del answer as documented', () => {
    expect(answers(new HandLog(), 'get x', 'put x 7', 'get x', 'del x', 'del x', 'get x')).toEqual([
      '{"value":null}',
      '{"ok":true}',
      '{"value":"7"}',
      '{"existed":true}',
      '{"existed":false}',
      '{"value":null}',
    ]);
  });

  test('cas changes the value only from the one expected, and answers the value that stands then', () => {
    expect(answers(new HandLog(), 'cas x 6 7', 'put x 6', 'cas x 6 7', 'cas x 6 8')).toEqual([
      '{"swapped":false,"value":null}',
      '{"ok":true}',
      '{"swapped":true,"value":"7"}',
      '{"swapped":false,"value":"7"}',
    ]);
  });

  test('append answers the new value and never grows one beyond the limit', () => {
    const log = new HandLog();
    const half = 'h'.repeat(40_000);
    const [first, second, big, tooBig] = answers(log, 'append x a', 'append x b', `put y ${half}`, `append y ${half}`);
    expect([first, second, big]).toEqual(['{"value":"a"}', '{"value":"ab"}', '{"ok":true}']);
    expect(tooBig).toBe('{"error":"nothing appended: the value is too long"}');
    expect(log.machine.store.get('y')).toBe(half);
  });

  test('keys that are names of JavaScript objects are keys like any other', () => {
    const log = new HandLog();
    answers(log, 'put __proto__ a', 'put constructor b', 'put hasOwnProperty c');
    expect(machinePairs(log.machine)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['hasOwnProperty', 'c'],
    ]);
  });
});

describe('exactly once', () => {
  test('a repeated serial does not run twice and gets the stored answer', () => {
    const log = new HandLog();
    const session = log.open();
    expect(log.run(session, 1, 'append x a')).toEqual({ outcome: 'executed', result: '{"value":"a"}' });
    expect(log.run(session, 1, 'append x a')).toEqual({ outcome: 'duplicate', result: '{"value":"a"}' });
    expect(machinePairs(log.machine)).toEqual([['x', 'a']]);
  });

  test('two sessions with the same serial are independent', () => {
    const log = new HandLog();
    const [one, other] = [log.open(), log.open()];
    const applied = [one, other, one, other].map((session) => log.run(session, 1, 'append x i'));
    expect(applied.map(({ outcome }) => outcome)).toEqual(['executed', 'executed', 'duplicate', 'duplicate']);
    expect(applied.map(({ result }) => result)).toEqual(
      ['i', 'ii', 'i', 'ii'].map((value) => JSON.stringify({ value })),
    );
  });

  test('a late duplicate of an older serial does not run', () => {
    const log = new HandLog();
    const session = log.open();
    log.run(session, 1, 'append x i');
    log.run(session, 2, 'append x i');
    expect(log.run(session, 1, 'append x i').outcome).toBe('duplicate');
    expect(machinePairs(log.machine)).toEqual([['x', 'ii']]);
  });

  test('answers below the lowest open serial are forgotten, and the serial never runs again', () => {
    const log = new HandLog();
    const session = log.open();
    log.run(session, 1, 'append x i', { lowestOpen: 1 });
    log.run(session, 2, 'append x i', { lowestOpen: 2 });
    expect(storedSerials(log.machine)).toEqual([2]);
    expect(log.run(session, 1, 'append x i', { lowestOpen: 1 })).toEqual({ outcome: 'stale', result: null });
    expect(machinePairs(log.machine)).toEqual([['x', 'ii']]);
  });

  test('a serial that was given up is closed even though it never ran', () => {
    const log = new HandLog();
    const session = log.open();
    log.run(session, 2, 'append x second', { lowestOpen: 2 });
    expect(log.run(session, 1, 'append x first', { lowestOpen: 1 }).outcome).toBe('stale');
    expect(machinePairs(log.machine)).toEqual([['x', 'second']]);
  });

  test('a serial that comes again with another operation is refused and not executed', () => {
    const log = new HandLog();
    const session = log.open();
    log.run(session, 1, 'put x 1');
    const reused = { outcome: 'refused', result: '{"error":"serial reused with another command"}' };
    expect(log.run(session, 1, 'put x 2')).toEqual(reused);
    expect(log.run(session, 1, 'put x 1').outcome).toBe('duplicate');
    expect(machinePairs(log.machine)).toEqual([['x', '1']]);
  });

  test('an operation that cannot be read is executed once, as an error', () => {
    const log = new HandLog();
    const session = log.open();
    expect(log.run(session, 1, 'nonsense')).toEqual({ outcome: 'executed', result: expect.stringContaining('error') });
    expect(log.run(session, 1, 'nonsense').outcome).toBe('duplicate');
  });

  test('replaying the same log gives the same machine', () => {
    const logs = [new HandLog(), new HandLog()];
    const replayed = logs.map((log) => {
      const [a, b] = [log.open(), log.open()];
      const applied = [
        log.run(a, 1, 'put x 1'),
        log.append('nonsense'),
        log.run(b, 1, 'cas x 1 2'),
        log.run(a, 1, 'put x 1'),
        log.run(a, 2, 'nonsense', { lowestOpen: 2 }),
      ];
      return { applied, text: snapshotOf(log.machine), pairs: machinePairs(log.machine) };
    });
    expect(replayed[0]).toEqual(replayed[1]);
    expect(replayed[0]?.pairs).toEqual([['x', '2']]);
  });

  test.each(['', '{}', 'null', '{"session":"1","serial":1,"lowestOpen":1,"operation":7,"time":9}'])(
    'the payload %j is applied as an answered no-op',
    (payload) => {
      const log = new HandLog();
      const refusal = { outcome: 'refused', result: '{"error":"the command cannot be read"}' };
      expect(log.append(payload)).toEqual(refusal);
      expect(snapshotOf(log.machine)).toEqual(snapshotOf(createMachine()));
    },
  );
});

describe('thesis 6.4 reads', () => {
  test('see the store as it is and change nothing', () => {
    const log = new HandLog();
    answers(log, 'put x 7');
    const before = snapshotOf(log.machine);
    expect(['get x', 'get y'].map((operation) => readFrom(log.machine, operation))).toEqual([
      '{"value":"7"}',
      '{"value":null}',
    ]);
    expect(readFrom(log.machine, 'del x')).toBe('{"error":"this is no read"}');
    expect(snapshotOf(log.machine)).toBe(before);
  });

  test('are gets and nothing else', () => {
    expect(['get x', 'put x 1', 'append x 1', 'cas x 1 2', 'del x', 'get', ''].map(isRead)).toEqual([
      true,
      ...Array.from({ length: 6 }, () => false),
    ]);
  });
});

function storedSerials(machine: Machine): number[] {
  return [...machine.sessions.entries()].flatMap(([, session]) => [...session.answers.keys()]);
}
