/** Whose folder this is and which data files must be in it: what makes a lost file different from one never written. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeDurably } from './files.ts';
import { StorageProblem, systemCode } from './problem.ts';
import { createLineCodec } from './segments/record-line.ts';
import type { SegmentKind } from './segments/segment.ts';

export const MANIFEST_FILE = 'manifest';
/** 1: no snapshots. 2: `snapshot`, and memberships with all their fields. */
const FORMAT = 2;

/** The manifest is checked before we know whose it is, so its checksum names no owner. */
const codec = createLineCodec([MANIFEST_FILE]);

const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const numbers = v.pipe(v.array(positive), v.minLength(1));
const anyFormat = v.pipe(v.string(), v.parseJson(), v.looseObject({ format: positive }));
const sinceFormat1 = {
  clusterId: v.string(),
  nodeId: v.string(),
  /** Records after which a file is full and the next one is begun. */
  capacity: v.strictObject({ meta: positive, log: positive }),
  /** The numbers of the data files, ascending. */
  files: v.strictObject({ meta: numbers, log: numbers }),
};
const format1 = v.strictObject({ format: v.literal(1), ...sinceFormat1 });
const currentFormat = v.strictObject({
  format: v.literal(FORMAT),
  ...sinceFormat1,
  /** The number of the snapshot file that stands for all entries before those of the log files; null: none. */
  snapshot: v.nullable(positive),
});
/** A folder of format 1 is one without a snapshot. */
const readableFormat = v.union([
  currentFormat,
  v.pipe(
    format1,
    v.transform((contents): Contents => ({ ...contents, format: FORMAT, snapshot: null })),
  ),
]);

type Contents = v.InferOutput<typeof currentFormat>;

export interface Owner {
  readonly clusterId: string;
  readonly nodeId: string;
}

export type Capacity = Readonly<Record<SegmentKind, number>>;

/** The manifest of an open folder. Changes are written one after the other, each whole or not at all. */
export class Manifest {
  readonly #folder: string;
  /** The format of the file as it is on the disk. */
  readonly #storedFormat: number;
  #contents: Contents;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(folder: string, contents: Contents, storedFormat: number) {
    this.#folder = folder;
    this.#contents = contents;
    this.#storedFormat = storedFormat;
  }

  /** For a new folder; written last, when its first data files are there. */
  static async create(folder: string, owner: Owner, capacity: Capacity): Promise<Manifest> {
    const files = { meta: [1], log: [1] };
    const { clusterId, nodeId } = owner;
    const contents: Contents = { format: FORMAT, clusterId, nodeId, capacity: { ...capacity }, files, snapshot: null };
    const manifest = new Manifest(folder, contents, FORMAT);
    await manifest.#write();
    return manifest;
  }

  /** Null when there is none. Throws `corrupt`, `newerFormat` or `foreign`. */
  static async read(folder: string, owner: Owner): Promise<Manifest | null> {
    const bytes = await readFile(join(folder, MANIFEST_FILE)).catch(nullIfAbsent);
    if (bytes === null) return null;
    const { contents, storedFormat } = parseManifest(bytes);
    if (contents.clusterId !== owner.clusterId || contents.nodeId !== owner.nodeId) {
      throw new StorageProblem(
        'foreign',
        `The folder ${folder} belongs to ${contents.nodeId} of cluster "${contents.clusterId}", ` +
          `not to ${owner.nodeId} of cluster "${owner.clusterId}". Nothing was changed.`,
      );
    }
    return new Manifest(folder, contents, storedFormat);
  }

  get capacity(): Capacity {
    return this.#contents.capacity;
  }

  files(kind: SegmentKind): readonly number[] {
    return this.#contents.files[kind];
  }

  get snapshot(): number | null {
    return this.#contents.snapshot;
  }

  /** Returns when the new list would survive a power loss. */
  setFiles(kind: SegmentKind, files: readonly number[]): Promise<void> {
    return this.#change({ ...this.#contents, files: { ...this.#contents.files, [kind]: [...files] } });
  }

  /** One write for both, so that a snapshot and the log files it goes with come into force together (§7). */
  setSnapshot(snapshot: number, firstLogFile: number): Promise<void> {
    const { files } = this.#contents;
    const log = files.log.filter((number) => number >= firstLogFile);
    return this.#change({ ...this.#contents, snapshot, files: { ...files, log } });
  }

  /** Raises the format of a folder of an earlier version, before anything is written that the earlier one cannot read. */
  async upgrade(): Promise<void> {
    if (this.#storedFormat < FORMAT) await this.#change(this.#contents);
  }

  #change(contents: Contents): Promise<void> {
    this.#contents = contents;
    this.#lastWrite = this.#lastWrite.then(() => this.#write());
    return this.#lastWrite;
  }

  #write(): Promise<void> {
    return writeDurably(join(this.#folder, MANIFEST_FILE), `${codec.seal(JSON.stringify(this.#contents))}\n`);
  }
}

function parseManifest(bytes: Buffer): { contents: Contents; storedFormat: number } {
  const json = bytes.at(-1) === 10 ? codec.open(bytes.subarray(0, -1)) : null;
  const format = v.safeParse(anyFormat, json);
  if (!format.success) throw damaged();
  if (format.output.format > FORMAT) {
    throw new StorageProblem(
      'newerFormat',
      `The folder was written by a newer Raftarium (format ${format.output.format}; this one reads ${FORMAT}). ` +
        'Nothing was changed; open it with the newer version.',
    );
  }
  const contents = v.safeParse(readableFormat, format.output);
  if (!contents.success) throw damaged();
  return { contents: contents.output, storedFormat: format.output.format };
}

function damaged(): StorageProblem {
  return new StorageProblem(
    'corrupt',
    `The file ${MANIFEST_FILE} is damaged. Nothing was changed; restore the folder from a copy.`,
  );
}

function nullIfAbsent(cause: unknown): null {
  if (systemCode(cause) === 'ENOENT') return null;
  throw cause;
}
