/** A server's own clock, which runs faster or slower than the world's: no rule of Raft but the lease may rely on it. */
import type { Clock, Timer } from '../../node/ports.ts';

export class DriftingClock implements Clock {
  readonly #inner: Clock;
  readonly #rate: number;

  /** `rate`: microseconds of this clock in one of the inner clock. */
  constructor(inner: Clock, rate: number) {
    this.#inner = inner;
    this.#rate = rate;
  }

  now(): number {
    return Math.floor(this.#inner.now() * this.#rate);
  }

  /** Rounded up, so that no timer fires before its time on this clock. */
  setTimer(afterMicros: number, fire: () => void): Timer {
    return this.#inner.setTimer(Math.ceil(afterMicros / this.#rate), fire);
  }

  soon(task: () => void): void {
    this.#inner.soon(task);
  }
}
