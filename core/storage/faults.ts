/** Makes any storage slow, stuck or broken on purpose; deterministic, because all waiting is on the given clock. */
import type { Clock, PortError, Storage, StorageSave, Timer } from '../node/ports.ts';
import type { Snapshot } from '../raft/types.ts';
import { isSameSnapshot } from './snapshots/same-snapshot.ts';

/** Error codes a real disk gives and this decorator can play. */
export type DiskErrorCode = 'ENOSPC' | 'EIO';

type Done = (error: PortError | null) => void;

const SENTENCES = {
  ENOSPC: 'The disk is full (ENOSPC, on purpose).',
  EIO: 'The disk reported a write error (EIO, on purpose).',
} as const satisfies Record<DiskErrorCode, string>;

/**
 * A storage with faults. What is delayed or stalled has not reached the inner storage, so a crash loses it. As with the
 * real disk one error is final: every later save fails with it.
 */
export class FaultyStorage implements Storage {
  readonly #inner: Storage;
  readonly #clock: Clock;
  readonly #saves: Lane;
  readonly #stages: Lane;
  /** Those that a save only has to bring into force. */
  #staged: Snapshot[] = [];
  #delayMicros = 0;
  #snapshotDelayMicros = 0;
  #stalled = false;
  #savesUntilFailure: number | null = null;
  #failureCode: DiskErrorCode = 'EIO';
  #snapshotFailureCode: DiskErrorCode | null = null;
  #failure: PortError | null = null;
  #ended: 'closed' | 'crashed' | null = null;

  constructor(inner: Storage, clock: Clock) {
    this.#inner = inner;
    this.#clock = clock;
    this.#saves = new Lane(clock, () => this.#stalled);
    this.#stages = new Lane(clock, () => this.#stalled);
  }

  /** Everything later waits this many microseconds of the clock before it is written. */
  setDelay(micros: number): void {
    this.#delayMicros = micros;
  }

  /** Every later snapshot takes this long in addition: beside the saves when it is staged, else within its save. */
  setSnapshotDelay(micros: number): void {
    this.#snapshotDelayMicros = micros;
  }

  /** The nth save from now (1 = the next one) fails and is not written. */
  failSave(nth: number, code: DiskErrorCode): void {
    this.#savesUntilFailure = nth;
    this.#failureCode = code;
  }

  /** The next snapshot fails and is not written: snapshots are large, and a disk fills up with them first. */
  failSnapshot(code: DiskErrorCode): void {
    this.#snapshotFailureCode = code;
  }

  /** Nothing is written until `resume`. */
  stall(): void {
    this.#stalled = true;
  }

  resume(): void {
    this.#stalled = false;
    this.#saves.goOn();
    this.#stages.goOn();
  }

  save(save: StorageSave, done: Done): void {
    if (this.#ended === 'crashed') return;
    if (this.#saves.isTaken) throw new Error('a save was started before the one before it had ended');
    if (this.#savesUntilFailure !== null) this.#savesUntilFailure -= 1;
    if (this.#savesUntilFailure === 0) this.#fail(this.#failureCode);
    const writesSnapshot = save.snapshot !== null && !this.#isStaged(save.snapshot.snapshot);
    const delay = this.#delayMicros + (writesSnapshot ? this.#beginSnapshot() : 0);
    this.#saves.enter(delay, () => this.#pass(done, () => this.#inner.save(save, done)));
  }

  stage(snapshot: Snapshot, done: Done): void {
    if (this.#ended === 'crashed') return;
    if (this.#stages.isTaken) throw new Error('a snapshot was staged before the one before it was');
    const delay = this.#delayMicros + this.#beginSnapshot();
    const staged = (error: PortError | null) => {
      if (error === null) this.#staged.push(snapshot);
      done(error);
    };
    this.#stages.enter(delay, () => this.#pass(done, () => this.#inner.stage(snapshot, staged)));
  }

  #isStaged(snapshot: Snapshot): boolean {
    const isStaged = this.#staged.some((one) => isSameSnapshot(one, snapshot));
    this.#staged = this.#staged.filter(({ lastIncludedIndex }) => lastIncludedIndex > snapshot.lastIncludedIndex);
    return isStaged;
  }

  /** Gives the time that it takes. */
  #beginSnapshot(): number {
    if (this.#snapshotFailureCode !== null) this.#fail(this.#snapshotFailureCode);
    return this.#snapshotDelayMicros;
  }

  #fail(code: DiskErrorCode): void {
    this.#failure ??= { code, message: SENTENCES[code] };
  }

  #pass(done: Done, write: () => void): void {
    const failure = this.#failure;
    if (failure === null) return write();
    this.#clock.soon(() => {
      if (this.#ended !== 'crashed') done(failure);
    });
  }

  /** Writes what waits first: an orderly end keeps everything that was handed over. */
  close(done: () => void): void {
    this.#ended ??= 'closed';
    this.#saves.hurry();
    this.#stages.hurry();
    this.#inner.close(done);
  }

  crash(done: () => void): void {
    this.#ended = 'crashed';
    this.#saves.empty();
    this.#stages.empty();
    this.#inner.crash(done);
  }
}

/** The way to the disk for one kind of work: at most one piece of it waits, for its delay or for the end of a stall. */
class Lane {
  readonly #clock: Clock;
  readonly #isStalled: () => boolean;
  #timer: Timer | null = null;
  #pass: (() => void) | null = null;

  constructor(clock: Clock, isStalled: () => boolean) {
    this.#clock = clock;
    this.#isStalled = isStalled;
  }

  get isTaken(): boolean {
    return this.#pass !== null;
  }

  enter(delayMicros: number, pass: () => void): void {
    this.#pass = pass;
    if (delayMicros === 0) return this.goOn();
    this.#timer = this.#clock.setTimer(delayMicros, () => {
      this.#timer = null;
      this.goOn();
    });
  }

  /** What waits passes, unless its delay is not over or nothing passes now. */
  goOn(): void {
    if (this.#timer === null && !this.#isStalled()) this.hurry();
  }

  /** What waits passes at once. */
  hurry(): void {
    const pass = this.#pass;
    this.empty();
    pass?.();
  }

  empty(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#pass = null;
  }
}
