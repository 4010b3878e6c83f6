/** Makes any storage slow, stuck or broken on purpose; deterministic, because all waiting is on the given clock. */
import type { Clock, PortError, Storage, StorageSave, Timer } from '../node/ports.ts';

/** Error codes a real disk gives and this decorator can play. */
export type DiskErrorCode = 'ENOSPC' | 'EIO';

const SENTENCES = {
  ENOSPC: 'The disk is full (ENOSPC, on purpose).',
  EIO: 'The disk reported a write error (EIO, on purpose).',
} as const satisfies Record<DiskErrorCode, string>;

/**
 * A storage with faults. A delayed or stalled save has not reached the inner storage, so a crash loses it. As with the
 * real disk one error is final: every later save fails with it.
 */
export class FaultyStorage implements Storage {
  readonly #inner: Storage;
  readonly #clock: Clock;
  #delayMicros = 0;
  #stalled = false;
  #savesUntilFailure: number | null = null;
  #failureCode: DiskErrorCode = 'EIO';
  #snapshotFailureCode: DiskErrorCode | null = null;
  #failure: PortError | null = null;
  #ended: 'closed' | 'crashed' | null = null;
  #timer: Timer | null = null;
  /** Passes the one save that waits, for its delay or for the end of the stall. */
  #waiting: (() => void) | null = null;

  constructor(inner: Storage, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
  }

  /** Every later save waits this many microseconds of the clock before it is written. */
  setDelay(micros: number): void {
    this.#delayMicros = micros;
  }

  /** The nth save from now (1 = the next one) fails and is not written. */
  failSave(nth: number, code: DiskErrorCode): void {
    this.#savesUntilFailure = nth;
    this.#failureCode = code;
  }

  /** The next save with a snapshot fails and is not written: snapshots are large, and a disk fills up with them first. */
  failSnapshot(code: DiskErrorCode): void {
    this.#snapshotFailureCode = code;
  }

  /** Saves stop being written until `resume`. */
  stall(): void {
    this.#stalled = true;
  }

  resume(): void {
    this.#stalled = false;
    if (this.#timer === null) this.#release();
  }

  save(save: StorageSave, done: (error: PortError | null) => void): void {
    if (this.#ended === 'crashed') return;
    if (this.#waiting !== null) throw new Error('a save was started before the one before it had ended');
    if (this.#savesUntilFailure !== null) this.#savesUntilFailure -= 1;
    if (this.#savesUntilFailure === 0) this.#fail(this.#failureCode);
    if (save.snapshot !== null && this.#snapshotFailureCode !== null) this.#fail(this.#snapshotFailureCode);
    this.#waiting = () => this.#pass(save, done);
    if (this.#delayMicros > 0) this.#timer = this.#clock.setTimer(this.#delayMicros, () => this.#delayOver());
    else if (!this.#stalled) this.#release();
  }

  #fail(code: DiskErrorCode): void {
    this.#failure ??= { code, message: SENTENCES[code] };
  }

  #delayOver(): void {
    this.#timer = null;
    if (!this.#stalled) this.#release();
  }

  #release(): void {
    const pass = this.#waiting;
    this.#waiting = null;
    pass?.();
  }

  #pass(save: StorageSave, done: (error: PortError | null) => void): void {
    const failure = this.#failure;
    if (failure === null) {
      this.#inner.save(save, done);
      return;
    }
    this.#clock.soon(() => {
      if (this.#ended !== 'crashed') done(failure);
    });
  }

  /** Writes a waiting save first: an orderly end keeps everything that was handed over. */
  close(done: () => void): void {
    this.#ended ??= 'closed';
    this.#timer?.cancel();
    this.#release();
    this.#inner.close(done);
  }

  crash(done: () => void): void {
    this.#ended = 'crashed';
    this.#timer?.cancel();
    this.#waiting = null;
    this.#inner.crash(done);
  }
}
