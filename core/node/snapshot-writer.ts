/** Takes a snapshot while the server works on: one piece of the state machine's text per turn (§7, thesis 5.1). */
import type { Machine } from '../machine/machine.ts';
import { SnapshotWriter } from '../machine/snapshot-writer.ts';
import { crc32 } from '../raft/checksum.ts';
import type { Snapshot } from '../raft/types.ts';
import type { Clock } from './ports.ts';

/** What the snapshot stands for is fixed when it begins, with the machine as it is then. */
export interface SnapshotOrder extends Omit<Snapshot, 'data' | 'checksum'> {
  readonly machine: Machine;
  readonly clock: Clock;
  /** Called once, in a later turn, unless the taking is cancelled. */
  readonly done: (snapshot: Snapshot) => void;
}

export class SnapshotTaking {
  readonly #order: SnapshotOrder;
  readonly #writer: SnapshotWriter;
  #checksum = 0;
  #cancelled = false;

  constructor(order: SnapshotOrder) {
    this.#order = order;
    this.#writer = new SnapshotWriter(order.machine);
    this.#later();
  }

  cancel(): void {
    this.#cancelled = true;
  }

  /** `soon` goes on while the clock stands still, and lets messages and due timers come between two pieces. */
  #later(): void {
    this.#order.clock.soon(() => {
      if (!this.#cancelled) this.#writeOn();
    });
  }

  #writeOn(): void {
    const piece = this.#writer.next();
    if (piece === null) return this.#finish();
    this.#checksum = crc32(piece, this.#checksum);
    this.#later();
  }

  #finish(): void {
    const { lastIncludedIndex, lastIncludedTerm, configuration, configurationIndex, done } = this.#order;
    const data = this.#writer.text();
    done({ lastIncludedIndex, lastIncludedTerm, configuration, configurationIndex, data, checksum: this.#checksum });
  }
}
