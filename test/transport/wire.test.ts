/** The schema of the wire: what honest ends say passes unchanged; no bad field of any message does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstallSnapshot } from '../../core/raft/messages.ts';
import type { Configuration, Entry } from '../../core/raft/types.ts';
import { CHUNK_LENGTH, PACKET_BYTES } from '../../core/transport/limits.ts';
import { bytesAtMost, parseEnvelope } from '../../core/transport/wire.ts';
import { heartbeat } from './envelopes.ts';
import { between, chunk, honest, joint, simple } from './honest.ts';

const around = { id: 'S1.1.1', hlc: [1, 0], from: 'S1', to: 'S2' } as const;

/** A copy as the network makes it, of no type. */
function overTheWire(envelope: unknown): unknown {
  return JSON.parse(JSON.stringify(envelope));
}

/** Every path to a value inside. */
function paths(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => paths(inner, [...path, key]))];
}

/** The same message with the value at `path` replaced; undefined removes it. */
function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, at) => (String(at) === key ? replaced(inner, rest, by) : inner));
  const fields = Object.entries(Object(value));
  return Object.fromEntries(fields.map(([name, inner]) => [name, name === key ? replaced(inner, rest, by) : inner]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => Object(inner)[key], value);
}

test.each(honest.map(([lane, envelope]) => [envelope.body.kind, lane, envelope] as const))(
  'an honest %s passes, and nothing is lost or added',
  (_, lane, envelope) => {
    expect(parseEnvelope(lane, overTheWire(envelope))).toEqual(envelope);
    const others = (['raft', 'request', 'reply'] as const).filter((other) => other !== lane);
    for (const other of others) expect(parseEnvelope(other, overTheWire(envelope))).toBeNull();
  },
);

describe.each(honest.map(([lane, envelope]) => [envelope.body.kind, lane, envelope] as const))(
  '%s',
  (_, lane, envelope) => {
    const numbers = paths(envelope).filter((path) => typeof valueAt(envelope, path) === 'number');

    test('no number may be negative, broken, too large, or no number', () => {
      const bad = fc.oneof(
        fc.constantFrom(-1, 1.5, 2 ** 53, 1e300, '7', null, true, [], {}, [7], undefined),
        fc.integer({ max: -1 }),
        fc.string(),
        fc.double({ noInteger: true, noNaN: true }),
      );
      for (const path of numbers) {
        // The only numbers that may be absent, as null: of a reply without an entry, and of a server that does not lead.
        // JSON turns an infinity into null too (fast-check seed 1308034625).
        const mayBeNull = ['body.index', 'body.readIndex'].includes(path.join('.'));
        fc.assert(
          fc.property(bad, (value) => {
            fc.pre(!(mayBeNull && JSON.stringify(value) === 'null'));
            return parseEnvelope(lane, overTheWire(replaced(envelope, path, value))) === null;
          }),
          { numRuns: 40 },
        );
      }
    });

    test('no field may be missing, and none added', () => {
      for (const path of paths(envelope)) {
        if (path.length === 0 || Array.isArray(valueAt(envelope, path.slice(0, -1)))) continue;
        expect(parseEnvelope(lane, overTheWire(replaced(envelope, path, undefined))), path.join('.')).toBeNull();
      }
      for (const path of paths(envelope)) {
        const value = valueAt(envelope, path);
        if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
        const more = replaced(envelope, path, { ...value, extra: 1 });
        expect(parseEnvelope(lane, overTheWire(more)), path.join('.')).toBeNull();
      }
    });

    test('anything at all in any place is refused or passes unchanged, and never throws', () => {
      fc.assert(
        fc.property(fc.constantFrom(...paths(envelope)), fc.jsonValue(), (path, value) => {
          const changed = overTheWire(replaced(envelope, path, value));
          const parsed = parseEnvelope(lane, changed);
          if (parsed !== null) expect(overTheWire(parsed)).toEqual(changed);
        }),
        { numRuns: 300 },
      );
    });
  },
);

describe('5.3 entries of an AppendEntries', () => {
  const append = (list: readonly Entry[], prevLogIndex = 7, prevLogTerm = 3, term = 4) =>
    parseEnvelope('raft', {
      ...around,
      body: { ...heartbeat('S1', 'S2', 1).body, ...between, term, prevLogIndex, prevLogTerm, entries: list },
    });
  const command = (index: number, term: number): Entry => ({ index, term, payload: { kind: 'command', command: '' } });

  test('follow prevLogIndex without a gap', () => {
    expect(append([command(8, 3), command(9, 3)])).not.toBeNull();
    expect(append([command(9, 3)])).toBeNull();
    expect(append([command(7, 3)])).toBeNull();
    expect(append([command(8, 3), command(10, 3)])).toBeNull();
    expect(append([command(8, 3), command(8, 3)])).toBeNull();
    expect(append([command(2 ** 53, 3)], 2 ** 53 - 1)).toBeNull();
  });

  test('have terms that never fall and never exceed the message', () => {
    expect(append([command(8, 3), command(9, 4)])).not.toBeNull();
    expect(append([command(8, 4), command(9, 3)])).toBeNull();
    expect(append([command(8, 2)])).toBeNull();
    expect(append([command(8, 5)])).toBeNull();
    expect(append([], 7, 5)).toBeNull();
    expect(append([command(1, 0)], 0, 0)).toBeNull();
  });

  test('are at most 4096', () => {
    const many = Array.from({ length: 4097 }, (_, index) => command(index + 1, 3));
    expect(append(many, 0, 0)).toBeNull();
    expect(append(many.slice(0, 4096), 0, 0)).not.toBeNull();
  });
});

describe('6 a membership', () => {
  const carries = (configuration: Configuration) =>
    parseEnvelope('raft', { ...around, body: { ...chunk, configuration } }) !== null;

  test('is one of the simple or of the joint kind', () => {
    expect([simple, joint, { ...joint, autoLeave: false }].map(carries)).toEqual([true, true, true]);
    expect(carries({ ...simple, autoLeave: true })).toBe(false);
    expect(carries({ ...simple, learnersNext: ['S3'] })).toBe(false);
  });

  test('names no server twice in one place, and future learners only from C-old', () => {
    expect(carries({ ...simple, voters: ['S1', 'S1'] })).toBe(false);
    expect(carries({ ...simple, learners: ['S1'] })).toBe(false);
    expect(carries({ ...joint, learners: ['S3'], learnersNext: [] })).toBe(false);
    expect(carries({ ...joint, learnersNext: ['S4'] })).toBe(false);
    expect(carries({ ...joint, learnersNext: ['S1'] })).toBe(false);
  });

  test('has servers S1 to S99, at most 64 of a kind', () => {
    const first = (count: number) => Array.from({ length: count }, (_, at) => `S${at + 1}`);
    expect([first(64), ['S99']].map((voters) => carries({ ...simple, voters, learners: [] }))).toEqual([true, true]);
    expect([first(65), ['S0'], ['S100'], ['S01']].map((voters) => carries({ ...simple, voters }))).not.toContain(true);
  });
});

describe('Figure 13 a chunk', () => {
  const passes = (changes: Partial<InstallSnapshot>) =>
    parseEnvelope('raft', { ...around, body: { ...chunk, ...changes } }) !== null;

  test('is of a snapshot that its leader can have', () => {
    expect([passes({}), passes({ lastIncludedTerm: 4 }), passes({ snapshotConfigurationIndex: 9 })]).not.toContain(
      false,
    );
    expect(passes({ lastIncludedTerm: 5 })).toBe(false);
    expect(passes({ snapshotConfigurationIndex: 10 })).toBe(false);
    expect(passes({ lastIncludedIndex: 0, snapshotConfigurationIndex: 0 })).toBe(false);
    expect(passes({ checksum: 2 ** 32 })).toBe(false);
  });

  test('brings the receiver on: only the last one may be empty, and it ends at a number that is exact', () => {
    expect([passes({ done: false }), passes({ data: '' })]).toEqual([true, true]);
    expect(passes({ data: '', done: false })).toBe(false);
    expect(passes({ offset: Number.MAX_SAFE_INTEGER - 9 })).toBe(true);
    expect(passes({ offset: Number.MAX_SAFE_INTEGER - 8 })).toBe(false);
  });

  test('has at most 65,536 characters, and then fits a packet however they are escaped', () => {
    const data = '\ud800'.repeat(CHUNK_LENGTH);
    expect(data).toHaveLength(65_536);
    expect([passes({ data }), passes({ data: `${data}x` })]).toEqual([true, false]);
    const message = { ...around, body: { ...chunk, data, configuration: { ...joint } } };
    const bytes = Buffer.byteLength(JSON.stringify(message)) + 1;
    expect(bytes).toBeLessThanOrEqual(bytesAtMost(message));
    expect(bytesAtMost(message)).toBeLessThanOrEqual(PACKET_BYTES);
  });
});

test('the bound holds for the longest names, numbers and memberships', () => {
  const many = Array.from({ length: 64 }, (_, at) => `S${at + 36}`);
  const configuration = { ...joint, voters: many, outgoing: many, learners: many, learnersNext: many };
  const most = Number.MAX_SAFE_INTEGER;
  const longest = {
    ...around,
    id: 'S1'.padEnd(64, '\u0001'),
    hlc: [most, most] as const,
    body: { ...chunk, configuration, term: most, offset: most, lastIncludedIndex: most, lastIncludedTerm: most },
  };
  expect(Buffer.byteLength(JSON.stringify(longest)) + 1).toBeLessThanOrEqual(bytesAtMost(longest));
  const entry: Entry = { index: most, term: most, payload: { kind: 'configuration', configuration } };
  const message = heartbeat('S1', 'S2', most, [entry, { ...entry, payload: { kind: 'noop' } }]);
  expect(Buffer.byteLength(JSON.stringify(message)) + 1).toBeLessThanOrEqual(bytesAtMost(message));
});

test('the bound on the bytes of a message holds for any text, and is exact where it decides', () => {
  const units = fc.constantFrom('x', '\u0001', '"', '\\', '€', '😀');
  fc.assert(
    fc.property(units, fc.integer({ min: 1, max: 400_000 }), (unit, times) => {
      const payload = { kind: 'command' as const, command: unit.repeat(times) };
      const message = heartbeat('S1', 'S2', 1, [{ index: 1, term: 1, payload }]);
      const bytes = Buffer.byteLength(JSON.stringify(message)) + 1;
      const bound = bytesAtMost(message);
      return bytes <= bound && (bound <= PACKET_BYTES || bound === bytes);
    }),
    { numRuns: 60 },
  );
});
