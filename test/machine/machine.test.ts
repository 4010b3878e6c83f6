/** The replicated state machine: answers of the store, and commands that take effect exactly once (§8, thesis 6.3). */
import { describe, expect, test } from 'vitest';
import { encodeCommand } from '../../core/machine/command.ts';
import { type Applied, applyCommand, createMachine, type Machine, machinePairs } from '../../core/machine/machine.ts';

function apply(machine: Machine, session: string, serial: number, operation: string, lowestOpen = 1): Applied {
  return applyCommand(machine, encodeCommand({ session, serial, lowestOpen, operation }));
}

/** Runs operations as one session would, each with the next serial; gives the answers. */
function answers(machine: Machine, ...operations: string[]): (string | null)[] {
  return operations.map((operation, at) => apply(machine, 'run', at + 1, operation).result);
}

describe('the key-value store', () => {
  test('put, get and del answer as documented', () => {
    expect(answers(createMachine(), 'get x', 'put x 7', 'get x', 'del x', 'del x', 'get x')).toEqual([
      '{"value":null}',
      '{"ok":true}',
      '{"value":"7"}',
      '{"existed":true}',
      '{"existed":false}',
      '{"value":null}',
    ]);
  });

  test('cas changes the value only from the one expected, and answers the value that stands then', () => {
    expect(answers(createMachine(), 'cas x 6 7', 'put x 6', 'cas x 6 7', 'cas x 6 8')).toEqual([
      '{"swapped":false,"value":null}',
      '{"ok":true}',
      '{"swapped":true,"value":"7"}',
      '{"swapped":false,"value":"7"}',
    ]);
  });

  test('append answers the new value and never grows one beyond the limit', () => {
    const machine = createMachine();
    const half = 'h'.repeat(40_000);
    const [first, second, big, tooBig] = answers(
      machine,
      'append x a',
      'append x b',
      `put y ${half}`,
      `append y ${half}`,
    );
    expect([first, second, big]).toEqual(['{"value":"a"}', '{"value":"ab"}', '{"ok":true}']);
    expect(tooBig).toBe('{"error":"nothing appended: the value is too long"}');
    expect(machine.store.get('y')).toBe(half);
  });

  test('keys that are names of JavaScript objects are keys like any other', () => {
    const machine = createMachine();
    answers(machine, 'put __proto__ a', 'put constructor b', 'put hasOwnProperty c');
    expect(machinePairs(machine)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['hasOwnProperty', 'c'],
    ]);
  });
});

describe('exactly once', () => {
  test('a repeated serial does not run twice and gets the stored answer', () => {
    const machine = createMachine();
    const first = apply(machine, 'a', 1, 'append x a');
    expect(first).toEqual({ result: '{"value":"a"}', duplicate: false, stale: false });
    expect(apply(machine, 'a', 1, 'append x a')).toEqual({ ...first, duplicate: true });
    expect(machinePairs(machine)).toEqual([['x', 'a']]);
  });

  test('two sessions with the same serial are independent', () => {
    const machine = createMachine();
    const applied = ['a', 'b', 'a', 'b'].map((session) => apply(machine, session, 1, 'append x i'));
    expect(applied.map(({ duplicate }) => duplicate)).toEqual([false, false, true, true]);
    expect(applied.map(({ result }) => result)).toEqual(
      ['i', 'ii', 'i', 'ii'].map((value) => JSON.stringify({ value })),
    );
  });

  test('a late duplicate of an older serial does not run', () => {
    const machine = createMachine();
    apply(machine, 'a', 1, 'append x i');
    apply(machine, 'a', 2, 'append x i');
    expect(apply(machine, 'a', 1, 'append x i').duplicate).toBe(true);
    expect(machinePairs(machine)).toEqual([['x', 'ii']]);
  });

  test('answers below the lowest open serial are forgotten, and the serial never runs again', () => {
    const machine = createMachine();
    apply(machine, 'a', 1, 'append x i', 1);
    apply(machine, 'a', 2, 'append x i', 2);
    expect([...(machine.sessions.get('a')?.answers.keys() ?? [])]).toEqual([2]);
    expect(apply(machine, 'a', 1, 'append x i', 1)).toEqual({ result: null, duplicate: false, stale: true });
    expect(machinePairs(machine)).toEqual([['x', 'ii']]);
  });

  test('a serial that was given up is closed even though it never ran', () => {
    const machine = createMachine();
    apply(machine, 'a', 2, 'append x second', 2);
    expect(apply(machine, 'a', 1, 'append x first', 1).stale).toBe(true);
    expect(machinePairs(machine)).toEqual([['x', 'second']]);
  });

  test('a serial that comes again with another operation is refused and not executed', () => {
    const machine = createMachine();
    apply(machine, 'a', 1, 'put x 1');
    expect(apply(machine, 'a', 1, 'put x 2').result).toBe('{"error":"serial reused with another command"}');
    expect(apply(machine, 'a', 1, 'put x 1').duplicate).toBe(true);
    expect(machinePairs(machine)).toEqual([['x', '1']]);
  });

  test('replaying the same log gives the same machine', () => {
    const log = [
      encodeCommand({ session: 'a', serial: 1, lowestOpen: 1, operation: 'put x 1' }),
      'nonsense',
      encodeCommand({ session: 'b', serial: 1, lowestOpen: 1, operation: 'cas x 1 2' }),
      encodeCommand({ session: 'a', serial: 1, lowestOpen: 1, operation: 'put x 1' }),
      encodeCommand({ session: 'a', serial: 2, lowestOpen: 2, operation: 'nonsense' }),
    ];
    const [one, other] = [createMachine(), createMachine()];
    expect(log.map((payload) => applyCommand(one, payload))).toEqual(
      log.map((payload) => applyCommand(other, payload)),
    );
    expect(one).toEqual(other);
    expect(machinePairs(one)).toEqual([['x', '2']]);
  });

  test.each(['', '{}', 'null', '{"session":"a","serial":1,"lowestOpen":1,"operation":7}'])(
    'the payload %j is applied as an answered no-op',
    (payload) => {
      const machine = createMachine();
      expect(applyCommand(machine, payload)).toEqual({
        result: '{"error":"the command cannot be read"}',
        duplicate: false,
        stale: false,
      });
      expect(machine).toEqual(createMachine());
    },
  );
});
