/** What the storage tests share: entries, temporary folders, and callbacks as promises. */
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { PortError, Storage, StorageOpening, StorageSave, Stored } from '../../core/node/ports.ts';
import type { SnapshotSave } from '../../core/raft/duties.ts';
import type { Configuration, Entry, HardState, Snapshot } from '../../core/raft/types.ts';
import { type NedbStorageOptions, openNedbStorage } from '../../core/storage/nedb.ts';
import { createLineCodec } from '../../core/storage/segments/record-line.ts';

export const OWNER = { clusterId: 'class', nodeId: 'S3' };

export function command(index: number, term: number, text = `put x ${index}`): Entry {
  return { index, term, payload: { kind: 'command', command: text } };
}

export function hardState(currentTerm: number, votedFor: string | null = null): HardState {
  return { currentTerm, votedFor };
}

export const CONFIGURATION: Configuration = {
  voters: ['S1', 'S2', 'S3'],
  outgoing: [],
  learners: ['S4'],
  learnersNext: [],
  autoLeave: false,
};

/** A snapshot of the log up to an entry. The storage only keeps the checksum; the core checks it. */
export function snapshotAt(lastIncludedIndex: number, lastIncludedTerm: number, data = 'state'): Snapshot {
  const about = { configuration: CONFIGURATION, configurationIndex: 1, checksum: crc32(data) };
  return { lastIncludedIndex, lastIncludedTerm, ...about, data };
}

/** A snapshot on its way to the disk; the log after it stays. */
export function keeping(snapshot: Snapshot): SnapshotSave {
  return { snapshot, keepsLog: true };
}

/** The same; the log after it is void. */
export function voiding(snapshot: Snapshot): SnapshotSave {
  return { snapshot, keepsLog: false };
}

/** Entries `from` … `to` of one term. */
export function commands(from: number, to: number, term: number): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, at) => command(from + at, term));
}

export function save(storage: Storage, what: Partial<StorageSave>): Promise<PortError | null> {
  return new Promise((resolve) => storage.save({ hardState: null, snapshot: null, entries: [], ...what }, resolve));
}

export function stage(storage: Storage, snapshot: Snapshot): Promise<PortError | null> {
  return new Promise((resolve) => storage.stage(snapshot, resolve));
}

export function close(storage: Storage): Promise<void> {
  return new Promise((resolve) => storage.close(resolve));
}

export function crash(storage: Storage): Promise<void> {
  return new Promise((resolve) => storage.crash(resolve));
}

export function openNedb(folder: string, options: Partial<NedbStorageOptions> = {}): Promise<StorageOpening> {
  return new Promise((resolve) => openNedbStorage({ folder, ...OWNER, ...options }, resolve));
}

export interface Opened {
  readonly storage: Storage;
  readonly stored: Stored;
  readonly notices: readonly string[];
}

export function granted(opening: StorageOpening): Opened {
  if (opening.ok) return opening;
  throw new Error(`${opening.error.code}: ${opening.error.message}`);
}

export function refused(opening: StorageOpening): PortError {
  if (!opening.ok) return opening.error;
  throw new Error('the storage was opened');
}

/** What a folder holds, found by opening and closing it. */
export async function contentOf(folder: string, options: Partial<NedbStorageOptions> = {}): Promise<Opened> {
  const opened = granted(await openNedb(folder, options));
  await close(opened.storage);
  return opened;
}

/** Runs `work` on a fresh folder and removes it afterwards. Whoever opened a file there must have closed it. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'raftarium-storage-'));
  try {
    await work(folder);
    const open = await filesOpenIn(folder);
    if (open.length > 0) throw new Error(`These files were left open: ${open.join(', ')}`);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** Names of the files of the folder that this process has open, where the system tells them (Linux). */
async function filesOpenIn(folder: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return links.filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length + 1));
}

/** Every file of a folder by name, to compare before and after. */
export async function filesOf(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder)).sort()) {
    const text = await readFile(join(folder, name), 'latin1').catch(goneMeanwhile);
    if (text !== null) files[name] = text;
  }
  return files;
}

/** A store that is open removes files that it no longer needs whenever it likes. */
function goneMeanwhile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** A folder with these saves in it, closed in order. */
export async function writeFolder(
  folder: string,
  saves: readonly Partial<StorageSave>[],
  options: Partial<NedbStorageOptions> = {},
): Promise<void> {
  const { storage } = granted(await openNedb(folder, options));
  for (const one of saves) await save(storage, one);
  await close(storage);
}

/** A sealed line as the given file of the standard owner would hold it. */
export function sealedLine(file: string, record: unknown): string {
  return `${createLineCodec([OWNER.clusterId, OWNER.nodeId, file]).seal(JSON.stringify(record))}\n`;
}
