/**
 * Reads a data file before NeDB may touch it (NeDB drops damaged lines and rewrites the file), and tells an unfinished
 * last write, which nobody was told is safe, from damage to what was.
 */
import * as v from 'valibot';
import { StorageProblem } from '../problem.ts';
import type { LineCodec } from './record-line.ts';

export interface Scan {
  /** Whole records after the header. */
  readonly records: number;
  /** Length of the header and the whole records; anything behind it is an unfinished write. */
  readonly goodBytes: number;
  /** Lines, or pieces of lines, behind `goodBytes`. */
  readonly cutRecords: number;
}

/** A stretch between two newlines; the last one may have none. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly terminated: boolean;
}

interface Marker {
  readonly _id: number;
  readonly b: number;
}

/** The first line of every file; records are numbered from 2 on. */
export const HEADER_NUMBER = 1;
/** A disk writes this many bytes or none of them. */
const SECTOR = 512;
const NEWLINE = 10;

const number = v.pipe(v.number(), v.safeInteger());
const markerSchema = v.pipe(v.string(), v.parseJson(), v.object({ _id: number, b: number }));

/** Throws `corrupt` when anything but the last write is damaged. */
export function scanSegment(bytes: Buffer, codec: LineCodec, fileName: string): Scan {
  const lines = splitLines(bytes);
  let last: Marker = { _id: 0, b: 0 };
  let good = 0;
  for (const line of lines) {
    const marker = readMarker(bytes, line, codec);
    if (marker === null || !follows(last, marker)) break;
    last = marker;
    good += 1;
  }
  const rest = lines.slice(good);
  const unfinished = good >= HEADER_NUMBER && isUnfinishedWrite(bytes, rest, codec, last._id + 1);
  if (rest.length > 0 && !unfinished) throw damaged(good, fileName);
  if (good < HEADER_NUMBER) throw damaged(0, fileName);
  return { records: good - HEADER_NUMBER, goodBytes: endOf(lines[good - 1]), cutRecords: rest.length };
}

function damaged(good: number, fileName: string): StorageProblem {
  const what = good < HEADER_NUMBER ? 'The first line' : `Record ${good - HEADER_NUMBER + 1}`;
  return new StorageProblem(
    'corrupt',
    `${what} of ${fileName} is damaged: it is not what was written there. Nothing was changed; restore the folder from a copy.`,
  );
}

function splitLines(bytes: Buffer): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    lines.push({ start, end, terminated: newline !== -1 });
    start = end + 1;
  }
  return lines;
}

function endOf(line: Line | undefined): number {
  return line === undefined ? 0 : line.end + 1;
}

function readMarker(bytes: Buffer, line: Line, codec: LineCodec): Marker | null {
  const json = line.terminated ? codec.open(bytes.subarray(line.start, line.end)) : null;
  if (json === null) return null;
  const result = v.safeParse(markerSchema, json);
  return result.success ? result.output : null;
}

/** Numbers have no gaps; a record goes on with the batch before it or begins its own. */
function follows(last: Marker, next: Marker): boolean {
  return next._id === last._id + 1 && (next.b === next._id || next.b === last.b);
}

/**
 * A power loss keeps any sectors of the last batch; in a file that only grows, a lost one is absent or reads as zeros.
 * A whole record of a later batch proves that the write was reported safe; any other damage was not done by a power loss.
 */
function isUnfinishedWrite(bytes: Buffer, rest: readonly Line[], codec: LineCodec, firstLost: number): boolean {
  return rest.every((line) => {
    const marker = readMarker(bytes, line, codec);
    if (marker !== null) return marker._id > firstLost && marker.b <= firstLost;
    return line.terminated ? hasLostSector(bytes, line) : !isWholeButForItsEnd(bytes, line, codec);
  });
}

/** Zeros that begin where the line or a sector does and end where a sector or the file does. */
function hasLostSector(bytes: Buffer, line: Line): boolean {
  let at = bytes.indexOf(0, line.start);
  while (at !== -1 && at < line.end) {
    let end = at;
    while (end < bytes.length && bytes[end] === 0) end += 1;
    const begins = at === line.start || at % SECTOR === 0;
    if (begins && (end % SECTOR === 0 || end === bytes.length)) return true;
    at = bytes.indexOf(0, end);
  }
  return false;
}

/**
 * The record is there and only its newline was turned into another character: it had been written to the end. A zero
 * there is a newline that never arrived, alone in the next sector.
 */
function isWholeButForItsEnd(bytes: Buffer, line: Line, codec: LineCodec): boolean {
  return bytes[line.end - 1] !== 0 && codec.open(bytes.subarray(line.start, line.end - 1)) !== null;
}
