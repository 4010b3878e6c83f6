/** Hands a recording's files out in pieces, each from where the one before it ended. */
import { open } from 'node:fs/promises';
import type { TraceFile } from './trace-files.ts';

export interface Place {
  readonly file: number;
  readonly offset: number;
}

export interface Piece {
  readonly bytes: Uint8Array;
  readonly next: Place | null;
}

/** At most `limit` bytes of one file. A file that has become shorter in the meantime just ends earlier. */
export async function readBytes(files: readonly TraceFile[], place: Place, limit: number): Promise<Piece> {
  const file = files[place.file];
  if (file === undefined) return { bytes: new Uint8Array(), next: null };
  const handle = await open(file.path, 'r');
  try {
    const left = Math.max(0, file.bytes - place.offset);
    const buffer = Buffer.allocUnsafeSlow(Math.min(limit, left));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, place.offset);
    return { bytes: buffer.subarray(0, bytesRead), next: nextPlace(files, place, bytesRead) };
  } finally {
    await handle.close();
  }
}

function nextPlace(files: readonly TraceFile[], { file, offset }: Place, read: number): Place | null {
  const end = offset + read;
  if (read > 0 && end < (files[file]?.bytes ?? 0)) return { file, offset: end };
  return file + 1 < files.length ? { file: file + 1, offset: 0 } : null;
}
