/** Which files a trace is in: those of a run's folder in their order, or a single one; nothing that is no plain file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_FILE_BYTES } from '../trace/reading/limits.ts';
import { causeOf } from './file-errors.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { TraceProblem } from './trace-problem.ts';

export interface TraceFile {
  readonly path: string;
  /** Without its folder, and without `.gz`. */
  readonly name: string;
  readonly bytes: number;
}

export interface TraceFiles {
  readonly files: readonly TraceFile[];
  /** Of a folder that has one. */
  readonly manifest: Manifest | null;
}

const SEGMENT = /^(events-[0-9]{6}\.jsonl)(\.gz)?$/;
const MANIFEST_BYTES = 16 * 1024 * 1024;

/** Throws TraceProblem. Nothing is opened before it is known to be a plain file of bearable size. */
export async function traceFiles(path: string): Promise<TraceFiles> {
  const found = await inspect(path);
  if (!found.isFolder) return { files: [await plainFile(path, '')], manifest: null };
  const names = segmentNames(await readdir(path).catch((error: unknown) => refuse(path, error)));
  if (names.size === 0) {
    throw new TraceProblem(`${path} is not the folder of a recorded run: it holds no events-000001.jsonl.`);
  }
  const files = await Promise.all([...names].map(([name, file]) => plainFile(join(path, file), name)));
  return { files, manifest: await manifestIn(path) };
}

/** In their order; of a file and its packed twin only the first. */
function segmentNames(entries: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of [...entries].sort()) {
    const name = SEGMENT.exec(entry)?.[1];
    if (name !== undefined && !names.has(name)) names.set(name, entry);
  }
  return names;
}

/** Devices and pipes never end, and huge files end the memory. */
async function plainFile(path: string, name: string): Promise<TraceFile> {
  const { bytes, isFile } = await inspect(path);
  if (!isFile) throw new TraceProblem(`${path} is not a plain file. Choose a .jsonl file or the folder of a run.`);
  if (bytes > MOST_FILE_BYTES) {
    throw new TraceProblem(`${path} has ${Math.round(bytes / 1e6)} MB; at most 512 MiB per file are read.`);
  }
  return { path, name, bytes };
}

/** null: without a manifest, or with a damaged one, the events speak for themselves. */
async function manifestIn(folder: string): Promise<Manifest | null> {
  try {
    const { path, bytes } = await plainFile(join(folder, 'manifest.json'), '');
    return bytes > MANIFEST_BYTES ? null : parseManifest(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}

async function inspect(path: string): Promise<{ bytes: number; isFile: boolean; isFolder: boolean }> {
  const found = await stat(path).catch((error: unknown) => refuse(path, error));
  return { bytes: found.size, isFile: found.isFile(), isFolder: found.isDirectory() };
}

function refuse(path: string, error: unknown): never {
  throw new TraceProblem(`${path} cannot be read: ${causeOf(error)}.`);
}
