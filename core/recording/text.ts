/** The text of a file piece by piece, unpacked if it is gzip; what is too much, or no text, throws. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import { excessOfUnpacking, isGzip } from '../trace/reading/limits.ts';

export interface TextOptions {
  /** Sees the bytes of the text, unpacked. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** The packed file ended before its own end. */
  readonly onCut?: () => void;
}

const PIECE_BYTES = 1024 * 1024;

/** UTF-8. A file that was cut off within a character ends with a character that stands for "unreadable". */
export async function* textOf(file: string, options: TextOptions = {}): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const bytes of await bytesOf(file, options)) {
    options.onBytes?.(bytes);
    yield decoder.decode(bytes, { stream: true });
  }
  yield endOf(decoder);
}

async function bytesOf(file: string, { onCut }: TextOptions): Promise<AsyncIterable<Uint8Array>> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    if (!isGzip(buffer.subarray(0, bytesRead))) return createReadStream(file, { highWaterMark: PIECE_BYTES });
    const { size } = await handle.stat();
    const last = await handle.read(Buffer.alloc(4), 0, 4, Math.max(0, size - 4));
    return unpacked(file, last.buffer.readUInt32LE(), onCut);
  } finally {
    await handle.close();
  }
}

/** `length`: of the text modulo 2³², as the last four bytes of a whole gzip file have it. */
async function* unpacked(file: string, length: number, onCut?: () => void): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: PIECE_BYTES / 16 });
  // A file that was cut off gives what it has; without this, its end would be an error that swallows it.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: PIECE_BYTES / 4 });
  source.on('error', (error) => gunzip.destroy(error));
  let given = 0;
  try {
    for await (const bytes of source.pipe(gunzip)) {
      given += bytes.length;
      const excess = excessOfUnpacking(gunzip.bytesWritten, given);
      if (excess !== null) throw new Error(excess);
      yield bytes;
    }
  } finally {
    source.destroy();
    gunzip.destroy();
  }
  if (given % 2 ** 32 !== length) onCut?.();
}

function endOf(decoder: TextDecoder): string {
  try {
    return decoder.decode();
  } catch {
    return '\ufffd';
  }
}
