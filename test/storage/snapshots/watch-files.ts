/** What open files of Node are asked to do, seen on the way. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';

/** What all open files of Node share; its own methods are watched for a while. */
const probe = await open(import.meta.filename, 'r');
const sharedByFiles: FileHandle = Object.getPrototypeOf(probe);
await probe.close();

/** Calls `step` right before and right after each write and sync of a file or folder. */
export function watchFiles(step: () => void): void {
  for (const method of ['writeFile', 'sync', 'datasync'] as const) {
    const original = sharedByFiles[method];
    vi.spyOn(sharedByFiles, method).mockImplementation(async function (this: FileHandle, ...given: unknown[]) {
      step();
      await Reflect.apply(original, this, given);
      step();
    });
  }
}

/** Characters of every piece that is written from now on. */
export function watchWrites(): number[] {
  const sizes: number[] = [];
  const { writeFile } = sharedByFiles;
  vi.spyOn(sharedByFiles, 'writeFile').mockImplementation(function (this: FileHandle, ...given) {
    sizes.push(String(given[0]).length);
    return writeFile.apply(this, given);
  });
  return sizes;
}

/** Characters or bytes of every piece that is written or read from now on. */
export function watchPieces(): number[] {
  const sizes = watchWrites();
  const { read } = sharedByFiles;
  vi.spyOn(sharedByFiles, 'read').mockImplementation(async function (this: FileHandle, ...given: unknown[]) {
    const result = await Reflect.apply(read, this, given);
    sizes.push(result.bytesRead);
    return result;
  });
  return sizes;
}

/** The folder's files at this moment. One that is renamed or removed in the background meanwhile is where it went. */
export function copyAsItIs(folder: string, copy: string): void {
  mkdirSync(copy);
  for (const name of readdirSync(folder)) {
    try {
      copyFileSync(join(folder, name), join(copy, name));
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
    }
  }
}
