/** A disk in memory for virtual time: the same promises as the real one, with the moment of syncing in the caller's hands. */
import type { PortError, Storage, StorageOpening, StorageSave, Stored } from '../node/ports.ts';
import type { SnapshotSave } from '../raft/duties.ts';
import type { Entry, HardState, Snapshot } from '../raft/types.ts';
import { extentAfter, type LogExtent } from './entry-order.ts';

/** What survives a crash. It outlives the storages opened on it, as a disk outlives the processes of a machine. */
export class MemoryDisk {
  #hardState: HardState = { currentTerm: 0, votedFor: null };
  #snapshot: Snapshot | null = null;
  /** Those after the snapshot. */
  #entries: Entry[] = [];
  /** True while a storage is open on this disk. */
  inUse = false;

  /** A copy of all that is synced. */
  read(): Stored {
    return { hardState: this.#hardState, snapshot: this.#snapshot, entries: [...this.#entries] };
  }

  /** What is synced of the log. */
  get extent(): LogExtent {
    const snapshotIndex = this.#snapshot?.lastIncludedIndex ?? 0;
    return { snapshotIndex, lastIndex: snapshotIndex + this.#entries.length };
  }

  /** Makes the first `records` records of a save durable: the hard state, if any, the snapshot, if any, the entries. */
  write(save: StorageSave, records: number): void {
    let left = records;
    if (save.hardState !== null && left > 0) {
      this.#hardState = save.hardState;
      left -= 1;
    }
    if (save.snapshot !== null && left > 0) {
      this.#compact(save.snapshot);
      left -= 1;
    }
    for (const entry of save.entries.slice(0, left)) {
      this.#entries.length = entry.index - this.extent.snapshotIndex - 1;
      this.#entries.push(entry);
    }
  }

  #compact({ snapshot, keepsLog }: SnapshotSave): void {
    const kept = keepsLog ? this.#entries.filter(({ index }) => index > snapshot.lastIncludedIndex) : [];
    this.#snapshot = snapshot;
    this.#entries = kept;
  }
}

export interface MemoryStorageOptions {
  /** Runs the task when the disk has finished a save; the caller decides how much later that is. */
  readonly soon: (task: () => void) => void;
  /**
   * How many of the `records` records of a running save a crash leaves on the disk (a real power loss may leave any
   * first part of an unfinished write). Without it, none.
   */
  readonly keptByCrash?: (records: number) => number;
}

/** Opens the disk at once. Refused with code `folderBusy` while another storage is open on it. */
export function openMemoryStorage(disk: MemoryDisk, options: MemoryStorageOptions): StorageOpening {
  if (disk.inUse) {
    return { ok: false, error: { code: 'folderBusy', message: 'This disk is already in use by a running node.' } };
  }
  disk.inUse = true;
  return { ok: true, storage: new MemoryStorage(disk, options), stored: disk.read(), notices: [] };
}

class MemoryStorage implements Storage {
  readonly #disk: MemoryDisk;
  readonly #options: MemoryStorageOptions;
  #extent: LogExtent;
  #running: StorageSave | null = null;
  #isStaging = false;
  #whenIdle: (() => void) | null = null;
  #ended: 'closed' | 'crashed' | null = null;

  constructor(disk: MemoryDisk, options: MemoryStorageOptions) {
    this.#disk = disk;
    this.#options = options;
    this.#extent = disk.extent;
  }

  save(save: StorageSave, done: (error: PortError | null) => void): void {
    if (this.#ended !== null) return this.#refuse(done);
    if (this.#running !== null) throw new Error('a save was started before the one before it had ended');
    this.#extent = extentAfter(this.#extent, save);
    this.#running = save;
    this.#options.soon(() => {
      if (this.#ended === 'crashed') return;
      this.#disk.write(save, recordsOf(save));
      this.#running = null;
      this.#finish(done);
    });
  }

  /** Nothing of it needs to be kept: a save of a snapshot takes no longer than any other here. */
  stage(_snapshot: Snapshot, done: (error: PortError | null) => void): void {
    if (this.#ended !== null) return this.#refuse(done);
    if (this.#isStaging) throw new Error('a snapshot was staged before the one before it was');
    this.#isStaging = true;
    this.#options.soon(() => {
      if (this.#ended === 'crashed') return;
      this.#isStaging = false;
      this.#finish(done);
    });
  }

  /** A crashed disk is silent. */
  #refuse(done: (error: PortError) => void): void {
    if (this.#ended === 'crashed') return;
    this.#options.soon(() => done({ code: 'closed', message: 'This disk was closed.' }));
  }

  #finish(done: (error: null) => void): void {
    done(null);
    if (this.#isIdle) this.#whenIdle?.();
  }

  get #isIdle(): boolean {
    return this.#running === null && !this.#isStaging;
  }

  close(done: () => void): void {
    const release = () => {
      this.#disk.inUse = false;
      done();
    };
    if (this.#ended !== null) {
      this.#options.soon(done);
      return;
    }
    this.#ended = 'closed';
    if (this.#isIdle) this.#options.soon(release);
    else this.#whenIdle = release;
  }

  crash(done: () => void): void {
    if (this.#ended === null) {
      this.#ended = 'crashed';
      if (this.#running !== null) {
        this.#disk.write(this.#running, this.#options.keptByCrash?.(recordsOf(this.#running)) ?? 0);
      }
      this.#disk.inUse = false;
    }
    this.#options.soon(done);
  }
}

function recordsOf(save: StorageSave): number {
  return save.entries.length + (save.hardState === null ? 0 : 1) + (save.snapshot === null ? 0 : 1);
}
