/** §7: the checksum of a snapshot, in parts or at once. */
import { crc32 as crc32OfBytes } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../core/raft/checksum.ts';

test('is the CRC-32 of the code units, as zlib computes it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(crc32(text)).toBe(crc32OfBytes(Buffer.from(text, 'utf16le')));
    }),
  );
});

test('of a text in two parts goes on where the first part ended', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      expect(crc32(other, crc32(one))).toBe(crc32(one + other));
    }),
  );
});

test('tells a changed character and two swapped ones', () => {
  const text = '{"time":5,"store":[["a","1"]]}';
  expect(crc32(text.replace('5', '6'))).not.toBe(crc32(text));
  expect(crc32(text.replace('ti', 'it'))).not.toBe(crc32(text));
});
