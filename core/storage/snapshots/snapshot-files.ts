/** The snapshot files of an open folder: the one in force, and those that are written but not named by anything yet (§7). */
import { rm } from 'node:fs/promises';
import type { Snapshot } from '../../raft/types.ts';
import { UNFINISHED } from '../files.ts';
import { isSameSnapshot } from './same-snapshot.ts';
import { type SnapshotPlace, snapshotPath, writeSnapshot } from './snapshot-file.ts';

export interface SnapshotFilesOptions {
  /** The place of any snapshot of this folder. */
  readonly snapshotPlace: (number: number) => SnapshotPlace;
  /** Asked after every file call: when true, nothing further is written. */
  readonly powerIsOff: () => boolean;
}

/** A file that only this process knows of: a restart removes it. */
interface StagedFile {
  readonly number: number;
  readonly snapshot: Snapshot;
  /** Its last piece is safe, and it has its name. */
  isWhole: boolean;
  writing: Promise<void>;
}

export class SnapshotFiles {
  readonly #options: SnapshotFilesOptions;
  readonly #staged = new Set<StagedFile>();
  #inForce: number | null;
  /** Names are not used again: what an abandoned file leaves never gets in the way of the next one. */
  #lastNumber: number;

  constructor(options: SnapshotFilesOptions, inForce: number | null) {
    this.#options = options;
    this.#inForce = inForce;
    this.#lastNumber = inForce ?? 0;
  }

  /** Returns when the file would survive a power loss, when it is overtaken, or when the power went off. */
  stage(snapshot: Snapshot): Promise<void> {
    return this.#begin(snapshot).writing;
  }

  /** The number of the file that holds the snapshot: of a staged one, or of one that is written now. */
  async numberOf(snapshot: Snapshot): Promise<number> {
    const staged = [...this.#staged].find((file) => isSameSnapshot(file.snapshot, snapshot));
    const { number, writing } = staged ?? this.#begin(snapshot);
    await writing;
    return number;
  }

  /** The manifest names that file from now on. Gives the files that count no more, to be removed. */
  cameIntoForce(number: number, { lastIncludedIndex }: Snapshot): string[] {
    const needless = this.#inForce === null ? [] : [this.#pathOf(this.#inForce)];
    this.#inForce = number;
    for (const file of this.#staged) {
      if (file.snapshot.lastIncludedIndex > lastIncludedIndex) continue;
      this.#staged.delete(file);
      if (file.number !== number && file.isWhole) needless.push(this.#pathOf(file.number));
    }
    return needless;
  }

  #begin(snapshot: Snapshot): StagedFile {
    this.#lastNumber += 1;
    const file: StagedFile = { number: this.#lastNumber, snapshot, isWhole: false, writing: Promise.resolve() };
    this.#staged.add(file);
    file.writing = this.#write(file);
    return file;
  }

  /** A file that is overtaken while it is written is given up, and what there is of it is removed. */
  async #write(file: StagedFile): Promise<void> {
    const { snapshotPlace, powerIsOff } = this.#options;
    const isOvertaken = () => !this.#staged.has(file);
    await writeSnapshot(snapshotPlace(file.number), file.snapshot, () => powerIsOff() || isOvertaken());
    if (powerIsOff()) return;
    if (!isOvertaken()) {
      file.isWhole = true;
      return;
    }
    const path = this.#pathOf(file.number);
    for (const leftover of [path, path + UNFINISHED]) await rm(leftover, { force: true });
  }

  #pathOf(number: number): string {
    return snapshotPath(this.#options.snapshotPlace(number));
  }
}
