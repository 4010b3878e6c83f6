/** Lines of a trace as the bytes they came in: to keep a long trace so costs the page no second copy of it. */
import { MOST_LINE_CHARACTERS } from '../../core/trace/reading/lines.ts';

export interface Lines {
  /** UTF-8, with an end of line after each. */
  readonly bytes: Uint8Array;
  /** Where each line ends, without its end of line; the next one begins behind that. */
  readonly ends: Uint32Array;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const LINE_FEED = 10;

export function lineAt(lines: Lines, place: number): string | undefined {
  return place < lines.ends.length ? textOf(lines, place, place + 1) : undefined;
}

/** The lines from `first` up to but without `end`, which must be there, with ends of lines between them. */
export function textOf({ bytes, ends }: Lines, first: number, end: number): string {
  return decoder.decode(bytes.subarray(first === 0 ? 0 : (ends[first - 1] ?? 0) + 1, ends[end - 1]));
}

export function encoded(lines: readonly string[]): Lines {
  const bytes = encoder.encode(lines.map((line) => `${line}\n`).join(''));
  const ends = new Uint32Array(lines.length);
  for (let place = 0, from = 0; place < lines.length; place += 1) {
    const end = bytes.indexOf(LINE_FEED, from);
    ends[place] = end;
    from = end + 1;
  }
  return { bytes, ends };
}

/** As `encoded`, but with the bytes that the lines were read from, if these are all that is in them. */
export function linesIn(bytes: Uint8Array, lines: readonly string[]): Lines {
  const ends = new Uint32Array(lines.length);
  let end = -1;
  for (const [place, line] of lines.entries()) {
    end += line.length + 1;
    ends[place] = end;
  }
  // A character outside of ASCII has more bytes than letters, and so the sum would not come out.
  return end + 1 === bytes.length ? { bytes, ends } : encoded(lines);
}

/** Pieces of a file cut anew, so that each but the last ends with a line: about `size` bytes, or one longer line. */
export async function* wholeLines(
  pieces: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let begun: Uint8Array[] = [];
  for await (const piece of pieces) {
    let from = 0;
    while (from < piece.length) {
      const isOnTheWay = begun.length > 0;
      // A line that began in another piece is put together; whole ones stay where they are.
      const feed = isOnTheWay ? piece.indexOf(LINE_FEED, from) : lastFeed(piece, from, size);
      if (feed < 0) break;
      yield isOnTheWay ? joined([...begun, piece.subarray(from, feed + 1)]) : piece.subarray(from, feed + 1);
      begun = [];
      from = feed + 1;
    }
    if (from < piece.length) begun.push(piece.subarray(from));
    if (lengthOf(begun) <= MOST_LINE_CHARACTERS) continue;
    // Whoever reads it refuses it; it must not fill the memory before.
    yield joined(begun);
    begun = [];
  }
  if (begun.length > 0) yield joined(begun);
}

/** The end of the last line that ends within `size` bytes, or else that of the first; -1 when none ends at all. */
function lastFeed(piece: Uint8Array, from: number, size: number): number {
  const last = piece.subarray(from, from + size).lastIndexOf(LINE_FEED);
  return last >= 0 ? from + last : piece.indexOf(LINE_FEED, from);
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(lengthOf(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
