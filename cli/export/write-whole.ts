/** Writes a file that appears under its name only when it is complete and on the disk. */
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { InputError } from '../command.ts';

const BUFFER = 64 * 1024;

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
export async function writeWhole(
  path: string,
  pieces: AsyncIterable<string>,
  mayReplace: boolean,
  interrupted: AbortSignal,
): Promise<void> {
  if (!mayReplace) await refuseExisting(path);
  const unfinished = `${path}.${process.pid}.unfinished`;
  const file = await open(unfinished, 'wx').catch((error: unknown) => refuse(path, error));
  try {
    await writeAll(file, pieces, interrupted).finally(() => file.close());
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    refuse(path, error);
  }
}

async function refuseExisting(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found !== null) throw new InputError(`${path} is there already; --force replaces it.`);
}

async function writeAll(file: FileHandle, pieces: AsyncIterable<string>, interrupted: AbortSignal): Promise<void> {
  let buffer = '';
  for await (const piece of pieces) {
    if (interrupted.aborted) throw new InputError('Interrupted; nothing was written.');
    buffer += piece;
    if (buffer.length < BUFFER) continue;
    await file.writeFile(buffer);
    buffer = '';
  }
  await file.writeFile(buffer);
  await file.sync();
}

/** An error with a code of ours is the file system's; what else comes out of the pieces goes on as it is. */
function refuse(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = causes[code];
  throw cause === undefined ? error : new InputError(`${path} cannot be written: ${cause}.`);
}
