/** The segments of one kind as one endless file: batches, the roll to the next segment, and its preparation ahead. */
import { removeDurably } from '../files.ts';
import type { Manifest } from '../manifest.ts';
import type { StoredRecord } from './records.ts';
import { type ExaminedSegment, scanSegmentFile } from './recovery.ts';
import { createSegment, Segment, type SegmentKind, type SegmentPlace, segmentPath } from './segment.ts';

/** NeDB makes one system write of at most this much. */
const MAX_BATCH_BYTES = 512 * 1024;

export interface ChainOptions {
  readonly manifest: Manifest;
  /** The place of any segment of this chain. */
  readonly place: (number: number) => SegmentPlace;
  readonly kind: SegmentKind;
  /** True when only the newest record counts, so that older segments are removed. */
  readonly newestOnly: boolean;
  /** Asked after every file call: when true, nothing further is written. */
  readonly powerIsOff: () => boolean;
  /** Called when preparing the next segment fails in the background. */
  readonly failed: (cause: unknown) => void;
}

export class SegmentChain {
  readonly #options: ChainOptions;
  #active: Segment;
  /** Empty segments after the active one: usually none or one; two when a cut emptied the active one. */
  readonly #prepared: Promise<Segment>[];

  private constructor(options: ChainOptions, active: Segment, prepared: readonly Segment[]) {
    this.#options = options;
    this.#active = active;
    this.#prepared = prepared.map((segment) => Promise.resolve(segment));
  }

  /** Loads all segments through NeDB and hands every record, in order, to `restore`, with its segment's number. */
  static async open(
    options: ChainOptions,
    examined: readonly ExaminedSegment[],
    restore: (record: unknown, segment: number) => void,
  ): Promise<SegmentChain> {
    const used = Math.max(1, examined.filter(({ scan }) => scan.records > 0).length);
    const segments: Segment[] = [];
    try {
      for (const { place, scan } of examined) {
        const segment = new Segment(place);
        segments.push(segment);
        for (const record of await segment.load(scan)) restore(record, place.number);
        if (segments.length < used) await segment.close();
      }
    } catch (cause) {
      for (const segment of segments) await segment.close();
      throw cause;
    }
    const [active, ...prepared] = segments.slice(used - 1);
    if (active === undefined) throw new Error(`a chain of ${options.kind} segments needs at least one`);
    return new SegmentChain(options, active, prepared);
  }

  /**
   * Returns when all records are safe, or at once when the power went off in between. `placed` is told, batch by batch,
   * how many of them went into which segment.
   */
  async append(records: readonly StoredRecord[], placed: (count: number, segment: number) => void): Promise<void> {
    const { powerIsOff } = this.#options;
    let written = 0;
    while (written < records.length && !powerIsOff()) {
      if (this.#room === 0) await this.#roll();
      const batch = firstBatch(records, written, this.#room);
      await this.#active.write(batch);
      if (powerIsOff()) return;
      await this.#active.sync();
      written += batch.length;
      placed(batch.length, this.#active.place.number);
      await this.#tidy();
    }
  }

  /** Goes on in an empty segment, so that all before it may be let go of; gives its number. */
  async startAfresh(): Promise<number> {
    if (this.#active.records > 0) await this.#roll();
    return this.#active.place.number;
  }

  async loseUnsynced(): Promise<void> {
    await this.#active.loseUnsynced();
  }

  /** Waits for a preparation in progress, so that no file call is running afterwards. */
  async close(): Promise<void> {
    for (const preparation of this.#prepared) await (await preparation.catch(() => null))?.close();
    await this.#active.close();
  }

  get #room(): number {
    return this.#options.manifest.capacity[this.#options.kind] - this.#active.records;
  }

  async #roll(): Promise<void> {
    const next = await (this.#prepared[0] ?? this.#prepare());
    await this.#active.close();
    this.#active = next;
    void this.#prepared.shift();
  }

  /** Prepares the next segment from the middle of this one on, and lets go of segments that no longer count. */
  async #tidy(): Promise<void> {
    const { manifest, kind, newestOnly, place } = this.#options;
    if (this.#prepared.length === 0 && this.#room * 2 <= manifest.capacity[kind]) {
      const preparation = this.#prepare();
      preparation.catch(this.#options.failed);
      this.#prepared.push(preparation);
    }
    const files = manifest.files(kind);
    const current = this.#active.place.number;
    if (!newestOnly || files.every((number) => number >= current)) return;
    await manifest.setFiles(
      kind,
      files.filter((number) => number >= current),
    );
    const old = files.filter((number) => number < current);
    await removeDurably(
      place(current).folder,
      old.map((number) => segmentPath(place(number))),
    );
  }

  async #prepare(): Promise<Segment> {
    const { manifest, kind, place } = this.#options;
    const number = this.#active.place.number + 1;
    await createSegment(place(number));
    await manifest.setFiles(kind, [...manifest.files(kind), number]);
    const segment = new Segment(place(number));
    await segment.load(await scanSegmentFile(segment.place));
    return segment;
  }
}

/** As many records from `from` on as fit one write and the segment; one record may be larger than a write. */
function firstBatch(records: readonly StoredRecord[], from: number, room: number): readonly StoredRecord[] {
  let bytes = 0;
  let end = from;
  for (const record of records.slice(from, from + room)) {
    bytes += record.maxBytes;
    if (end > from && bytes > MAX_BATCH_BYTES) break;
    end += 1;
  }
  return records.slice(from, end);
}
