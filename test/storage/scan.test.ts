/** The examination of a data file: an unfinished last write is told from damage, whatever bit or byte is hit. */
import { describe, expect, test } from 'vitest';
import { StorageProblem } from '../../core/storage/problem.ts';
import { createLineCodec } from '../../core/storage/segments/record-line.ts';
import { type Scan, scanSegment } from '../../core/storage/segments/scan.ts';
import { OWNER, sealedLine } from './support.ts';

const FILE = 'log-00000001.nedb';
const codec = createLineCodec([OWNER.clusterId, OWNER.nodeId, FILE]);
const header = sealedLine(FILE, { _id: 1, b: 1, file: FILE });

/** A file of these batches; each number is the count of its records. */
function fileOf(batches: readonly number[], text = 'put x 1 @'): string[] {
  const lines = [header];
  for (const size of batches) {
    const b = lines.length + 1;
    for (let at = 0; at < size; at += 1) {
      const _id = b + at;
      lines.push(sealedLine(FILE, { _id, b, i: _id - 1, t: 1, c: `{"kind":"command","command":"${text}"}` }));
    }
  }
  return lines;
}

function bytesOf(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join(''));
}

function scan(bytes: Buffer): Scan | string {
  try {
    return scanSegment(bytes, codec, FILE);
  } catch (cause) {
    if (cause instanceof StorageProblem) return `${cause.code}: ${cause.message}`;
    throw cause;
  }
}

function outcome(bytes: Buffer): string {
  const result = scan(bytes);
  if (typeof result === 'string') return 'corrupt';
  return result.cutRecords === 0 ? 'intact' : `cut to ${result.records}`;
}

describe('an intact file', () => {
  test('all records are counted', () => {
    const bytes = bytesOf(fileOf([1, 3, 2]));
    expect(scan(bytes)).toEqual({ records: 6, goodBytes: bytes.length, cutRecords: 0 });
  });

  test('a file with only its header holds no records', () => {
    expect(scan(bytesOf([header]))).toEqual({ records: 0, goodBytes: header.length, cutRecords: 0 });
  });
});

describe('an unfinished last write', () => {
  test('cut at every byte of the last batch, the whole records before the cut stay', () => {
    const lines = fileOf([1, 2, 3]);
    const before = bytesOf(lines.slice(0, 4)).length;
    const bytes = bytesOf(lines);
    for (let length = before; length < bytes.length; length += 1) {
      const whole = bytes.subarray(0, length).toString().split('\n').length - 1;
      const goodBytes = bytesOf(lines.slice(0, whole)).length;
      const cutRecords = goodBytes === length ? 0 : 1;
      expect(scan(bytes.subarray(0, length))).toEqual({ records: whole - 1, goodBytes, cutRecords });
    }
  });

  test('a last write of which only later sectors arrived is cut where the zeros begin', () => {
    const lines = fileOf([1, 12]);
    const bytes = bytesOf(lines);
    const start = bytesOf(lines.slice(0, 2)).length;
    bytes.fill(0, start, 1024);
    expect(outcome(bytes)).toBe('cut to 1');
    const middle = bytesOf(lines);
    middle.fill(0, 512, 1024);
    const whole = middle.subarray(0, 512).toString().split('\n').length - 2;
    expect(outcome(middle)).toBe(`cut to ${whole}`);
  });

  test('zeros at the end of the file are an unfinished write', () => {
    expect(outcome(Buffer.concat([bytesOf(fileOf([2])), Buffer.alloc(4096)]))).toBe('cut to 2');
  });

  test('lost sectors before a later batch are damage: the later batch proves the earlier one was safe', () => {
    const lines = fileOf([12, 1]);
    const bytes = bytesOf(lines);
    bytes.fill(0, 512, 1024);
    expect(outcome(bytes)).toBe('corrupt');
  });
});

describe('damage to what was written', () => {
  test('every flipped bit of a file is found, in its last record too', () => {
    const bytes = bytesOf(fileOf([1, 2, 1], 'put x @ \u00c0\u0080'));
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect([bit, outcome(flipped)]).toEqual([bit, 'corrupt']);
    }
  });

  test('a single byte that became zero is not a lost sector, wherever it is', () => {
    const bytes = bytesOf(fileOf([1], '@'.repeat(1100)));
    for (let at = header.length; at < bytes.length - 1; at += 1) {
      const zeroed = Buffer.from(bytes).fill(0, at, at + 1);
      expect([at, outcome(zeroed)]).toEqual([at, 'corrupt']);
    }
  });

  test('the sentence names the record and the file', () => {
    const bytes = bytesOf(fileOf([1, 1, 1]));
    bytes.write('X', bytes.indexOf('\n', header.length) + 30);
    expect(scan(bytes)).toContain(`Record 2 of ${FILE} is damaged`);
  });

  test('a missing, doubled or moved record is found although each line is whole', () => {
    const [first = '', second = '', third = '', fourth = ''] = fileOf([1, 1, 1]);
    expect(outcome(bytesOf([first, second, fourth]))).toBe('corrupt');
    expect(outcome(bytesOf([first, second, second, third]))).toBe('corrupt');
    expect(outcome(bytesOf([first, third, second, fourth]))).toBe('corrupt');
    expect(outcome(bytesOf([second, third, fourth]))).toBe('corrupt');
  });

  test('a file without its header is damaged, whatever is left of it', () => {
    expect(outcome(Buffer.alloc(0))).toBe('corrupt');
    expect(outcome(Buffer.from(header.slice(0, 20)))).toBe('corrupt');
    expect(outcome(Buffer.alloc(512))).toBe('corrupt');
  });

  test('a file of another node, cluster or name does not open', () => {
    const bytes = bytesOf(fileOf([1]));
    for (const place of [
      ['class', 'S1', FILE],
      ['other', 'S3', FILE],
      ['class', 'S3', 'log-00000002.nedb'],
    ]) {
      expect(() => scanSegment(bytes, createLineCodec(place), FILE)).toThrow('The first line');
    }
  });
});
