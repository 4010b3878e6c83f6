/** The replicated log in a node's folder: entries in segments, and the snapshot that stands for those before them (§7). */
import type { SnapshotSave } from '../raft/duties.ts';
import type { Entry, Snapshot } from '../raft/types.ts';
import { removeDurably } from './files.ts';
import { StorageProblem } from './problem.ts';
import { type ChainOptions, SegmentChain } from './segments/chain.ts';
import { EntryPlaces } from './segments/entry-places.ts';
import { decodeEntry, encodeEntry } from './segments/records.ts';
import type { ExaminedSegment } from './segments/recovery.ts';
import { segmentPath } from './segments/segment.ts';
import { SnapshotFiles, type SnapshotFilesOptions } from './snapshots/snapshot-files.ts';

export type LogFilesOptions = ChainOptions & SnapshotFilesOptions;

export class LogFiles {
  readonly #options: LogFilesOptions;
  readonly #chain: SegmentChain;
  readonly #places: EntryPlaces;
  readonly #snapshots: SnapshotFiles;

  private constructor(options: LogFilesOptions, chain: SegmentChain, places: EntryPlaces) {
    this.#options = options;
    this.#chain = chain;
    this.#places = places;
    this.#snapshots = new SnapshotFiles(options, options.manifest.snapshot);
  }

  /** Loads the entries after the snapshot. Throws `corrupt` when some are missing. */
  static async open(
    options: LogFilesOptions,
    examined: readonly ExaminedSegment[],
    snapshot: Snapshot | null,
  ): Promise<{ log: LogFiles; entries: Entry[] }> {
    const places = new EntryPlaces();
    const stored: Entry[] = [];
    const chain = await SegmentChain.open(options, examined, (record, segment) => {
      const entry = decodeEntry(record);
      restore(stored, entry);
      places.put(entry.index, segment);
    });
    const snapshotIndex = snapshot?.lastIncludedIndex ?? 0;
    const entries = stored.filter(({ index }) => index > snapshotIndex);
    const first = entries[0]?.index ?? snapshotIndex + 1;
    if (first !== snapshotIndex + 1) {
      await chain.close();
      throw gap(first, snapshotIndex);
    }
    return { log: new LogFiles(options, chain, places), entries };
  }

  /** Returns when all entries are safe, or at once when the power went off in between. */
  async append(entries: readonly Entry[]): Promise<void> {
    let next = 0;
    await this.#chain.append(entries.map(encodeEntry), (count, segment) => {
      for (const { index } of entries.slice(next, next + count)) this.#places.put(index, segment);
      next += count;
    });
  }

  /** Writes a snapshot beside the saves. It counts only when `compact` is given the same one. */
  stage(snapshot: Snapshot): Promise<void> {
    return this.#snapshots.stage(snapshot);
  }

  /**
   * The snapshot comes into force with the one write of the manifest that names it and the segments it goes with; until
   * then the old state counts, and afterwards what is removed counts no more. Stops where it is when the power goes off.
   */
  async compact({ snapshot, keepsLog }: SnapshotSave): Promise<void> {
    const { manifest, powerIsOff, snapshotPlace } = this.#options;
    const number = await this.#snapshots.numberOf(snapshot);
    if (powerIsOff()) return;
    const kept = keepsLog ? this.#places.segmentOf(snapshot.lastIncludedIndex + 1) : null;
    const first = kept ?? (await this.#chain.startAfresh());
    if (powerIsOff()) return;
    const removed = this.#pathsBefore(first);
    await manifest.setSnapshot(number, first);
    this.#places.forgetBefore(first);
    if (powerIsOff()) return;
    removed.push(...this.#snapshots.cameIntoForce(number, snapshot));
    await removeDurably(snapshotPlace(number).folder, removed);
  }

  loseUnsynced(): Promise<void> {
    return this.#chain.loseUnsynced();
  }

  close(): Promise<void> {
    return this.#chain.close();
  }

  #pathsBefore(first: number): string[] {
    const { manifest, kind, place } = this.#options;
    const old = manifest.files(kind).filter((number) => number < first);
    return old.map((number) => segmentPath(place(number)));
  }
}

/**
 * A record supersedes all records before it with the same or a higher index: that is how a log is truncated (§5.3).
 * The first record may have any index: those before it may be in segments that a snapshot made needless.
 */
function restore(stored: Entry[], entry: Entry): void {
  const first = stored[0]?.index ?? entry.index;
  const last = stored.at(-1)?.index ?? entry.index - 1;
  if (entry.index > last + 1) throw gap(entry.index, last);
  stored.length = Math.max(0, entry.index - first);
  stored.push(entry);
}

function gap(index: number, lastBefore: number): StorageProblem {
  const what = `Entry ${index} is stored after entry ${lastBefore}; the entries between are missing.`;
  return new StorageProblem('corrupt', `${what} Restore the folder from a copy.`);
}
