/** A clock that moves only when a test says so. */
import type { Clock, Timer } from '../../core/node/ports.ts';

interface Waiting {
  readonly due: number;
  readonly fire: () => void;
}

export class ManualClock implements Clock {
  #now = 0;
  #soon: (() => void)[] = [];
  /** In order of setting, so that equal due times fire in that order. */
  readonly #timers = new Set<Waiting>();

  now(): number {
    return this.#now;
  }

  setTimer(afterMicros: number, fire: () => void): Timer {
    const timer = { due: this.#now + afterMicros, fire };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  /** Runs everything that is due within the next `ms` milliseconds. */
  advance(ms: number): void {
    const until = this.#now + ms * 1000;
    this.#runSoon();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#timers.delete(next);
      this.#now = next.due;
      next.fire();
      this.#runSoon();
    }
    this.#now = until;
  }

  get timers(): number {
    return this.#timers.size;
  }

  #next(until: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= until && (first === undefined || timer.due < first.due)) first = timer;
    }
    return first;
  }

  #runSoon(): void {
    for (let task = this.#soon.shift(); task !== undefined; task = this.#soon.shift()) task();
  }
}
