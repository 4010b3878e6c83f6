/** The lab's real clock: it follows the machine's monotonic time at a rate that can change, down to standing still. */
import type { Timer } from '../node/ports.ts';
import type { PacedClock } from './world.ts';

interface Waiting {
  readonly due: number;
  readonly fire: () => void;
  handle: ReturnType<typeof setTimeout> | null;
}

export class RealClock implements PacedClock {
  readonly #microseconds: () => number;
  readonly #waiting = new Set<Waiting>();
  #rate = 1;
  /** The reading of this clock when the machine's was `#since`. */
  #base = 0;
  #since: number;

  /** `microseconds` reads the machine's monotonic clock. */
  constructor(microseconds: () => number) {
    this.#microseconds = microseconds;
    this.#since = microseconds();
  }

  now(): number {
    return Math.floor(this.#base + (this.#microseconds() - this.#since) * this.#rate);
  }

  setTimer(afterMicros: number, fire: () => void): Timer {
    const waiting: Waiting = { due: this.now() + Math.max(0, afterMicros), fire, handle: null };
    this.#waiting.add(waiting);
    this.#arm(waiting);
    return {
      cancel: () => {
        this.#disarm(waiting);
        this.#waiting.delete(waiting);
      },
    };
  }

  soon(task: () => void): void {
    setImmediate(task);
  }

  setRate(rate: number): void {
    this.#moveTo(this.now());
    this.#rate = rate;
    for (const waiting of this.#waiting) {
      this.#disarm(waiting);
      this.#arm(waiting);
    }
  }

  advance(): boolean {
    const next = Math.min(...[...this.#waiting].map(({ due }) => due));
    if (next === Number.POSITIVE_INFINITY) return false;
    this.#moveTo(Math.max(next, this.now()));
    for (const waiting of [...this.#waiting]) {
      if (waiting.due <= next) this.#fire(waiting);
    }
    return true;
  }

  #moveTo(reading: number): void {
    this.#base = reading;
    this.#since = this.#microseconds();
  }

  #arm(waiting: Waiting): void {
    if (this.#rate === 0) return;
    const realMs = Math.max(0, (waiting.due - this.now()) / this.#rate / 1000);
    waiting.handle = setTimeout(() => this.#wake(waiting), realMs);
  }

  #disarm(waiting: Waiting): void {
    if (waiting.handle !== null) clearTimeout(waiting.handle);
    waiting.handle = null;
  }

  /** Timers of the machine may fire a little early: then the rest is waited for. */
  #wake(waiting: Waiting): void {
    if (waiting.due > this.now() + 500 * this.#rate) this.#arm(waiting);
    else this.#fire(waiting);
  }

  #fire(waiting: Waiting): void {
    this.#disarm(waiting);
    if (this.#waiting.delete(waiting)) waiting.fire();
  }
}
