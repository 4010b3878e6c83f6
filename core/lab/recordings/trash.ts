/**
 * Where deleted recordings go: a folder beside the clusters. The page asks before, and still nothing is destroyed here. A
 * run cannot be had again; to move its folder is one step that is done or not, while to remove hundreds of megabytes file
 * by file may fail halfway; and the disk space that it goes on taking is worth less than a lesson. Who wants the space
 * empties the trash by hand; who wants the run back moves its folder back.
 */
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** With a dot, as no cluster can be called. */
const TRASH = 'recordings.trash';

export function trashFolder(dataFolder: string): string {
  return join(dataFolder, TRASH);
}

/** Answers where the folder is now. Throws errors of the disk, and then it is still where it was. */
export async function moveToTrash(dataFolder: string, folder: string, id: string): Promise<string> {
  const trash = trashFolder(dataFolder);
  // What stands there already and is no folder shows when something is moved into it.
  await mkdir(trash, { recursive: true }).catch(() => undefined);
  // A cluster made anew counts its runs from 1 again: the moment tells one run-0001 from another.
  const moment = new Date().toISOString().replaceAll(':', '-');
  const target = join(trash, `${id}.${moment}`);
  await rename(folder, target);
  return target;
}
