/** Writes a file that appears under its name only when it is complete and on the disk; one called .gz is compressed. */
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { Piece } from '../../core/trace/exporters/exporter.ts';
import { InputError } from '../command.ts';

const BUFFER = 256 * 1024;

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a file stands where a folder is needed',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your quota on this disk is used up',
  EISDIR: 'it is a folder',
  EEXIST: 'an unfinished export of the same name lies beside it',
};

/** Throws InputError with a sentence when it cannot be done; nothing is left behind then, and an older file is untouched. */
export async function writeWhole(path: string, pieces: AsyncIterable<Piece>, mayReplace: boolean): Promise<void> {
  if (!mayReplace) await refuseExisting(path);
  const unfinished = unfinishedName(path);
  const file = await open(unfinished, 'wx').catch((error: unknown) => refuse(path, error));
  try {
    await writeAll(file, path, pieces).finally(() => file.close());
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    refuse(path, error);
  }
}

/** Where something is written until it is whole. */
export function unfinishedName(path: string): string {
  return `${path.replace(/[/\\]+$/, '')}.${process.pid}.unfinished`;
}

export async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found !== null) throw new InputError(`${path} is there already; --force replaces it.`);
}

/** `name` tells whether to compress. */
export async function writeAll(file: FileHandle, name: string, pieces: AsyncIterable<Piece>): Promise<void> {
  const chunks = chunksOf(pieces);
  for await (const chunk of name.endsWith('.gz') ? compressed(chunks) : chunks) await file.writeFile(chunk);
  await file.sync();
}

/** Many small pieces as few large ones. */
async function* chunksOf(pieces: AsyncIterable<Piece>): AsyncGenerator<Uint8Array, void, undefined> {
  let text = '';
  for await (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    if (typeof piece === 'string' && text.length < BUFFER) continue;
    if (text !== '') yield Buffer.from(text);
    text = '';
    if (typeof piece !== 'string') yield piece;
  }
  if (text !== '') yield Buffer.from(text);
}

async function* compressed(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  // An error of the chunks is thrown where the result is read, so there is nothing to do for it here.
  for await (const chunk of pipeline(Readable.from(chunks), createGzip(), () => undefined)) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}

/** An error with a code of ours is the file system's; what else comes out of the pieces goes on as it is. */
export function refuse(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = causes[code];
  throw cause === undefined ? error : new InputError(`${path} cannot be written: ${cause}.`);
}
