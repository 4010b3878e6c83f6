/** One simulated disk: it may be slow, fail, lose or tear what it was writing when the power went, or rot for good. */
import type { Opened, OpenedStorage } from '../../cluster/world.ts';
import type { Stored } from '../../node/ports.ts';
import type { NodeId } from '../../raft/types.ts';
import { type DiskErrorCode, FaultyStorage } from '../../storage/faults.ts';
import { MemoryDisk, openMemoryStorage } from '../../storage/memory.ts';
import type { Dice } from '../dice.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What crashes did to saves that were being written. */
export interface DiskCounts {
  lostSaves: number;
  /** The first records survived, the last ones did not. */
  tornSaves: number;
}

export class VirtualDisk {
  readonly #node: NodeId;
  readonly #clock: VirtualClock;
  readonly #syncMicros: readonly [number, number];
  readonly #dice: Dice;
  readonly #counts: DiskCounts;
  readonly #disk = new MemoryDisk();
  #storage: FaultyStorage | null = null;
  #delayMicros = 0;
  #isDamaged = false;

  constructor(
    node: NodeId,
    clock: VirtualClock,
    [least, most]: readonly [number, number],
    dice: Dice,
    counts: DiskCounts,
  ) {
    this.#node = node;
    this.#clock = clock;
    this.#syncMicros = [Math.round(least * 1000), Math.round(most * 1000)];
    this.#dice = dice;
    this.#counts = counts;
  }

  get isDamaged(): boolean {
    return this.#isDamaged;
  }

  /** What would survive if all power went now. */
  stored(): Stored {
    return this.#disk.read();
  }

  /** Also for the servers that open it later. */
  setDelay(micros: number): void {
    this.#delayMicros = micros;
    this.#storage?.setDelay(micros);
  }

  failSave(nth: number, code: DiskErrorCode): void {
    this.#storage?.failSave(nth, code);
  }

  setSnapshotDelay(micros: number): void {
    this.#storage?.setSnapshotDelay(micros);
  }

  failSnapshot(code: DiskErrorCode): void {
    this.#storage?.failSnapshot(code);
  }

  /** From now on nobody can open it; whoever has it open does not notice. */
  damage(): void {
    this.#isDamaged = true;
  }

  open(done: (opened: Opened<OpenedStorage>) => void): void {
    if (this.#isDamaged) {
      const message = `The disk of ${this.#node} holds a damaged record (on purpose).`;
      return done({ ok: false, error: { code: 'corrupt', message } });
    }
    const opened = openMemoryStorage(this.#disk, {
      soon: (task) => this.#clock.setTimer(this.#dice.whole(...this.#syncMicros), task),
      keptByCrash: (records) => this.#keptByCrash(records),
    });
    if (!opened.ok) return done(opened);
    this.#storage = new FaultyStorage(opened.storage, this.#clock);
    this.#storage.setDelay(this.#delayMicros);
    done({ ok: true, value: { storage: this.#storage, stored: opened.stored }, notices: opened.notices });
  }

  #keptByCrash(records: number): number {
    const kept = this.#dice.whole(0, records);
    if (kept === 0) this.#counts.lostSaves += 1;
    else if (kept < records) this.#counts.tornSaves += 1;
    return kept;
  }
}
