/** What a log entry tells the state machine (§8, thesis 6.3). */
import { expect, test } from 'vitest';
import { parseOperation } from '../../core/machine/command.ts';
import { type Command, decodeCommand, encodeCommand, KEEP_ALIVE } from '../../core/machine/payload.ts';

const command = { kind: 'execute', session: '7', serial: 3, lowestOpen: 2, operation: 'put x 7', time: 1000 } as const;

test.each<Command>([command, { kind: 'open', time: 0 }, { kind: 'keep', session: '7', time: 5 }])(
  'an entry for the state machine reads back as itself: %j',
  (original) => {
    expect(decodeCommand(encodeCommand(original))).toEqual(original);
  },
);

test('the texts are those that the trace reads', () => {
  expect(encodeCommand(command)).toBe('{"session":"7","serial":3,"lowestOpen":2,"operation":"put x 7","time":1000}');
  expect(encodeCommand({ kind: 'open', time: 0 })).toBe('{"open":true,"time":0}');
  expect(encodeCommand({ kind: 'keep', session: '7', time: 5 })).toBe('{"keep":"7","time":5}');
});

test.each([
  'not json',
  'null',
  '[]',
  '7',
  '{}',
  encodeCommand({ ...command, session: '' }),
  encodeCommand({ ...command, session: 's'.repeat(129) }),
  encodeCommand({ ...command, serial: 0 }),
  encodeCommand({ ...command, serial: 1.5 }),
  encodeCommand({ ...command, lowestOpen: 4 }),
  encodeCommand({ ...command, lowestOpen: -1 }),
  encodeCommand({ ...command, time: -1 }),
  encodeCommand({ ...command, time: 0.5 }),
  encodeCommand({ kind: 'open', time: Number.NaN }),
  encodeCommand({ kind: 'keep', session: '', time: 1 }),
  '{"open":true}',
  '{"open":false,"time":1}',
  '{"keep":7,"time":1}',
  '{"session":"7","serial":1,"lowestOpen":1,"operation":"get x"}',
  '{"session":"7","serial":"1","lowestOpen":1,"operation":"get x","time":1}',
  '{"session":"7","serial":1,"lowestOpen":1,"operation":null,"time":1}',
])('%s is not a command', (text) => {
  expect(decodeCommand(text)).toBeNull();
});

test('what keeps a session open is no operation that a user could type', () => {
  expect(parseOperation(KEEP_ALIVE).ok).toBe(false);
});
