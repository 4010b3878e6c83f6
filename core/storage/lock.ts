/** One process, and in it one storage, per node folder: a lock file with the owner's pid. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageProblem, systemCode } from './problem.ts';

const LOCK_FILE = 'lock';

/** Folders this process holds: its own pid in a lock file says nothing about which storage wrote it. */
const heldHere = new Set<string>();

/**
 * Takes the lock of a folder (a real path) and gives the function that releases it. A lock left by a process that is
 * gone, or from before the machine was restarted, is taken over. Throws `folderBusy` when the owner is alive.
 */
export async function takeLock(folder: string): Promise<() => Promise<void>> {
  if (heldHere.has(folder)) throw busy(folder, process.pid);
  heldHere.add(folder);
  const path = join(folder, LOCK_FILE);
  try {
    const mine = `${process.pid} ${await machineStart()}\n`;
    if (!(await createLock(path, mine))) {
      await setStaleLockAside(folder, path);
      if (!(await createLock(path, mine))) throw busy(folder, null);
    }
  } catch (cause) {
    heldHere.delete(folder);
    throw cause;
  }
  return async () => {
    await rm(path, { force: true });
    heldHere.delete(folder);
  };
}

/** The pid of another process that holds the folder; null when it is free, or held by this one. */
export async function heldElsewhere(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, LOCK_FILE), 'utf8').catch(() => null);
  return text === null ? null : livingOwner(text);
}

async function createLock(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (cause) {
    if (systemCode(cause) === 'EEXIST') return false;
    throw cause;
  }
}

/** Renaming first makes sure that, of two processes that both see a stale lock, only one removes it. */
async function setStaleLockAside(folder: string, path: string): Promise<void> {
  const seen = await readFile(path, 'utf8');
  const owner = await livingOwner(seen);
  if (owner !== null) throw busy(folder, owner);
  const aside = `${path}.${process.pid}`;
  await rename(path, aside);
  if ((await readFile(aside, 'utf8')) !== seen) {
    await rename(aside, path);
    throw busy(folder, null);
  }
  await rm(aside);
}

/** The pid in the lock if that process may still be using the folder. An empty lock was cut short by a power loss. */
async function livingOwner(text: string): Promise<number | null> {
  const [pidText = '', start = ''] = text.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid < 1 || pid === process.pid) return null;
  const now = await machineStart();
  if (start !== '' && now !== '' && start !== now) return null;
  return isAlive(pid) ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return systemCode(cause) !== 'ESRCH';
  }
}

/** Names this run of the machine where the system offers it (Linux): a pid from before a restart means nothing. */
async function machineStart(): Promise<string> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return text.trim();
}

function busy(folder: string, owner: number | null): StorageProblem {
  const who = owner === null ? 'another process' : `process ${owner}`;
  const where = owner === process.pid ? 'this program' : who;
  return new StorageProblem(
    'folderBusy',
    `The folder ${folder} is in use by ${where}. Stop it there or choose another.`,
  );
}
