/** Files that are whole or absent after a power loss: written aside, synced, renamed, and the folder synced. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode } from './problem.ts';

/** Ending of a file that is not finished yet; leftovers are removed at the next start. */
export const UNFINISHED = '.new';

/** Creates or replaces a file in one step. */
export async function writeDurably(path: string, text: string): Promise<void> {
  const aside = path + UNFINISHED;
  const handle = await open(aside, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(aside, path);
  await syncFolder(dirname(path));
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
