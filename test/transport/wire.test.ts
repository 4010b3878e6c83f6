/** The schema of the wire: what honest ends say passes unchanged; no bad field of any message does. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Envelope } from '../../core/node/ports.ts';
import type { Entry } from '../../core/raft/types.ts';
import { PACKET_BYTES } from '../../core/transport/limits.ts';
import { bytesAtMost, type Lane, parseEnvelope } from '../../core/transport/wire.ts';
import { heartbeat, reply, request } from './envelopes.ts';

const entries: readonly Entry[] = [
  { index: 8, term: 3, payload: { kind: 'noop' } },
  { index: 9, term: 3, payload: { kind: 'command', command: 'put x 1' } },
  {
    index: 10,
    term: 4,
    payload: { kind: 'configuration', configuration: { voters: ['S1'], outgoing: [], learners: [] } },
  },
];

const between = { from: 'S1', to: 'S2', term: 4 } as const;
const around = { id: 'S1.1.1', hlc: [1, 0], from: 'S1', to: 'S2' } as const;

const honest: readonly (readonly [Lane, Envelope])[] = [
  ['raft', { ...around, body: { kind: 'requestVote', ...between, lastLogIndex: 3, lastLogTerm: 2 } }],
  ['raft', { ...around, body: { kind: 'requestVoteReply', ...between, voteGranted: true } }],
  [
    'raft',
    {
      ...around,
      body: { kind: 'appendEntries', ...between, prevLogIndex: 7, prevLogTerm: 3, entries, leaderCommit: 99 },
    },
  ],
  [
    'raft',
    {
      ...around,
      body: {
        kind: 'appendEntriesReply',
        ...between,
        success: false,
        prevLogIndex: 7,
        matchIndex: 0,
        conflict: { term: null, index: 5 },
      },
    },
  ],
  ['request', request('c1', 'S1', 7)],
  ['reply', reply('S1', 'c1', 7)],
];

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
        // The only number that may be absent, as null: a reply without an entry. JSON turns an infinity into null too
        // (fast-check seed 1308034625).
        const mayBeNull = path.join('.') === 'body.index';
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
      body: { kind: 'appendEntries', ...between, term, prevLogIndex, prevLogTerm, entries: list, leaderCommit: 0 },
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
