/** Reads a long file line by line, in pieces, so that others get their turn. */
import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 512 * 1024;
const NEWLINE = 10;

/** The lines, each with its newline; the last one may have none. */
export async function* linesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  const piece = Buffer.alloc(PIECE_BYTES);
  let rest = Buffer.alloc(0);
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, null);
    if (bytesRead === 0) break;
    const bytes = Buffer.concat([rest, piece.subarray(0, bytesRead)]);
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE) + 1; end > 0; end = bytes.indexOf(NEWLINE, start) + 1) {
      yield bytes.subarray(start, end);
      start = end;
    }
    rest = bytes.subarray(start);
  }
  if (rest.length > 0) yield rest;
}
