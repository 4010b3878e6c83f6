/** Files that are whole or absent after a power loss: written aside, synced, renamed, and the folder synced. */
import { open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './problem.ts';

/** Ending of a file that is not finished yet; leftovers are removed at the next start. */
export const UNFINISHED = '.new';

/** Creates or replaces a file in one step. */
export async function writeDurably(path: string, text: string): Promise<void> {
  await writePiecesDurably(path, [text], () => false);
}

/** The same for a long text, piece by piece, so that others get their turn. Power that goes off leaves it unfinished. */
export async function writePiecesDurably(
  path: string,
  pieces: Iterable<string>,
  powerIsOff: () => boolean,
): Promise<void> {
  const aside = path + UNFINISHED;
  const handle = await open(aside, 'w');
  try {
    for (const piece of pieces) {
      if (powerIsOff()) return;
      await handle.writeFile(piece);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (powerIsOff()) return;
  await rename(aside, path);
  await syncFolder(dirname(path));
}

/** Removes files of one folder for good. */
export async function removeDurably(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) await unlink(path);
  if (paths.length > 0) await syncFolder(folder);
}

/** Makes creations, renames and removals in a folder survive a power loss. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(ignoreOnWindows);
  if (handle === null) return;
  try {
    await handle.sync().catch(ignoreOnWindows);
  } finally {
    await handle.close();
  }
}

/** Windows cannot sync a folder and says EPERM or EISDIR; it journals names itself. */
function ignoreOnWindows(cause: unknown): null {
  if (process.platform === 'win32' && ['EPERM', 'EISDIR', 'EACCES'].includes(systemCode(cause))) return null;
  throw cause;
}
