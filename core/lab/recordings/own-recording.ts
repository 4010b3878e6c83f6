/** From a name that a page gave to a folder that may be changed: only a recorded run that really is in the data folder. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { granted, refused } from '../../cluster/commands.ts';
import type { Reply } from '../../contract/lab-api.ts';
import { causeOf } from '../../recording/file-errors.ts';
import { traceFiles } from '../../recording/trace-files.ts';
import { TraceProblem } from '../../recording/trace-problem.ts';
import { heldElsewhere } from '../../storage/lock.ts';
import { listFolders } from '../cluster-folder.ts';

const RUN = /^run-([0-9]{4,})$/;
const STORED = /^([A-Za-z0-9_-]{1,32})\.(run-[0-9]{4,})$/;

export function runsIn(names: readonly string[]): string[] {
  return names.filter((name) => RUN.test(name));
}

/** null: this is no name of a stored recording. Neither part of a name can hold a dot or a slash, so it leads only down. */
export function storedFolder(dataFolder: string, id: string): string | null {
  const [, cluster, run] = STORED.exec(id) ?? [];
  return cluster === undefined || run === undefined ? null : join(dataFolder, cluster, 'traces', run);
}

/** The folder of a recording that the list has. What only looks like one, or leads elsewhere by a link, is refused. */
export async function ownRecording(dataFolder: string, id: string): Promise<Reply<string>> {
  const folder = storedFolder(dataFolder, id);
  if (folder === null) {
    return refused('recordingUnknown', `${id} is no recording of this lab, so it is left as it is.`);
  }
  try {
    const cluster = id.split('.')[0];
    const isCluster = (await listFolders(dataFolder)).some(({ name }) => name === cluster);
    if (!isCluster) return refused('recordingUnknown', `There is no recording called ${id}. Refresh the list.`);
    const real = await realpath(folder);
    if (real !== storedFolder(await realpath(dataFolder), id)) {
      return refused('recordingUnknown', `${id} leads by a link to ${real}. Change it there; the lab leaves it alone.`);
    }
    // A single file would do for a trace, but a recording of ours is a folder.
    if (!(await stat(folder)).isDirectory()) throw new TraceProblem(`${folder} is a file and no recording.`);
    await traceFiles(folder);
    return granted(folder);
  } catch (error) {
    const why = error instanceof TraceProblem ? error.message : `The recording ${id} is not there: ${causeOf(error)}.`;
    return refused('recordingUnknown', why);
  }
}

/** The pid of another program that may be recording into this folder: its nodes are running, and it is the newest run. */
export async function recorderElsewhere(folder: string): Promise<number | null> {
  const traces = dirname(folder);
  const newest = Math.max(...runsIn(await readdir(traces)).map(numberOf));
  if (numberOf(folder) !== newest) return null;
  const nodes = join(dirname(traces), 'nodes');
  for (const node of await readdir(nodes).catch(() => [])) {
    const owner = await heldElsewhere(join(nodes, node));
    if (owner !== null) return owner;
  }
  return null;
}

function numberOf(run: string): number {
  return Number(/run-([0-9]+)$/.exec(run)?.[1]);
}
