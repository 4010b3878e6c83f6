/** The line format: what is sealed opens unchanged, stays one line for NeDB, and nothing else opens. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineCodec } from '../../core/storage/segments/record-line.ts';

const codec = createLineCodec(['class', 'S1', 'log-00000001.nedb']);

/** Where NeDB ends a line. */
const NEDB_LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;

const anyText = fc.string({ unit: 'binary' });

test('any text comes back, in a line that NeDB does not split', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, fc.constant('\u0085\u2028\u2029\n"\\')), (text) => {
      const line = codec.seal(JSON.stringify({ c: text }));
      expect(line).not.toMatch(NEDB_LINE_BREAK);
      expect(JSON.parse(codec.open(Buffer.from(line)) ?? '')).toEqual({ c: text });
    }),
  );
});

test('the checksum is 8 hexadecimal digits in front of the JSON', () => {
  expect(codec.seal('{"_id":2}')).toMatch(/^[0-9a-f]{8}\{"_id":2\}$/);
});

test('a line with another checksum, in capitals, or shorter than a checksum does not open', () => {
  const line = codec.seal('{"_id":22}');
  const otherDigit = line.startsWith('0') ? '1' : '0';
  expect(codec.open(Buffer.from(otherDigit + line.slice(1)))).toBeNull();
  expect(codec.open(Buffer.from(line.toUpperCase()))).toBeNull();
  expect(codec.open(Buffer.from(line.slice(0, 5)))).toBeNull();
  expect(codec.open(Buffer.alloc(0))).toBeNull();
});
