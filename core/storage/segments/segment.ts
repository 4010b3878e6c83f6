/** One NeDB file of at most a few thousand records, written in batches that are safe when `sync` returns. */
import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import Datastore from 'nedb-promises';
import { writeDurably } from '../files.ts';
import { StorageProblem } from '../problem.ts';
import { createLineCodec, type LineCodec } from './record-line.ts';
import type { StoredRecord } from './records.ts';
import { HEADER_NUMBER, type Scan } from './scan.ts';

export type SegmentKind = 'meta' | 'log';

/** Where a segment is and whose it is. */
export interface SegmentPlace {
  readonly folder: string;
  readonly clusterId: string;
  readonly nodeId: string;
  readonly kind: SegmentKind;
  /** 1, 2, 3 … in the order they were begun. */
  readonly number: number;
}

export function segmentName(kind: SegmentKind, number: number): string {
  return `${kind}-${String(number).padStart(8, '0')}.nedb`;
}

export function segmentPath(place: SegmentPlace): string {
  return join(place.folder, segmentName(place.kind, place.number));
}

export function segmentCodec(place: SegmentPlace): LineCodec {
  return createLineCodec([place.clusterId, place.nodeId, segmentName(place.kind, place.number)]);
}

/** Makes the file with its header. An empty file is therefore never one of ours: it is a lost one. */
export async function createSegment(place: SegmentPlace): Promise<void> {
  const header = { _id: HEADER_NUMBER, b: HEADER_NUMBER, file: segmentName(place.kind, place.number) };
  await writeDurably(segmentPath(place), `${segmentCodec(place).seal(JSON.stringify(header))}\n`);
}

export class Segment {
  readonly place: SegmentPlace;
  readonly #store: ReturnType<typeof Datastore.create>;
  readonly #codec: LineCodec;
  /** Opened after the load, which replaces the file; syncing any other descriptor would sync the wrong file. */
  #handle: FileHandle | null = null;
  #records = 0;
  #writtenBytes = 0;
  #syncedBytes = 0;

  constructor(place: SegmentPlace) {
    this.place = place;
    this.#codec = segmentCodec(place);
    this.#store = Datastore.create({
      filename: segmentPath(place),
      corruptAlertThreshold: 0,
      afterSerialization: (json) => this.#seal(json),
      beforeDeserialization: (line) => this.#open(line),
    });
  }

  /** Whole records in the file, synced or not. */
  get records(): number {
    return this.#records;
  }

  /** Loads the file through NeDB and gives its records in order. Throws when NeDB found other records than our scan. */
  async load(scan: Scan): Promise<unknown[]> {
    await this.#store.load();
    const documents: unknown[] = await this.#store.find({}).sort({ _id: 1 });
    this.#handle = await open(segmentPath(this.place), 'r+');
    const size = fstatSync(this.#handle.fd).size;
    if (documents.length !== scan.records + HEADER_NUMBER || size !== scan.goodBytes) {
      await this.close();
      throw new StorageProblem('corrupt', `${this.#name} changed while it was being opened.`);
    }
    this.#records = scan.records;
    this.#writtenBytes = size;
    this.#syncedBytes = size;
    return documents.slice(HEADER_NUMBER);
  }

  /** One insert for the whole batch: NeDB makes one write of it. Not safe before `sync`. */
  async write(batch: readonly StoredRecord[]): Promise<void> {
    const first = HEADER_NUMBER + this.#records + 1;
    this.#records += batch.length;
    await this.#store.insertMany(batch.map((record, at) => ({ _id: first + at, b: first, ...record.fields })));
  }

  /** Makes all that was written safe, and checks that it went into this file and that nothing else did. */
  async sync(): Promise<void> {
    if (this.#handle === null) throw new Error(`${this.#name} is not open`);
    await this.#handle.datasync();
    const { size, nlink } = fstatSync(this.#handle.fd);
    if (nlink === 0) throw new StorageProblem('missing', `${this.#name} was removed while the node was running.`);
    if (size !== this.#writtenBytes) {
      throw new StorageProblem('corrupt', `${this.#name} was changed by another program while the node was running.`);
    }
    this.#syncedBytes = size;
  }

  /** What a power loss does to a file: everything after the last sync is gone. */
  async loseUnsynced(): Promise<void> {
    await this.#handle?.truncate(this.#syncedBytes);
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  get #name(): string {
    return segmentName(this.place.kind, this.place.number);
  }

  #seal(json: string): string {
    const line = this.#codec.seal(json);
    this.#writtenBytes += Buffer.byteLength(line) + 1;
    return line;
  }

  #open(line: string): string {
    const json = this.#codec.open(Buffer.from(line));
    if (json === null) throw new StorageProblem('corrupt', `A line of ${this.#name} is damaged.`);
    return json;
  }
}
