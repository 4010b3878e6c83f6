/** Time that only moves when something is due: the same inputs give the same run, and an idle hour costs nothing. */
import type { PacedClock } from '../../cluster/world.ts';
import type { Timer } from '../../node/ports.ts';
import { type Scheduled, TimerHeap } from './timer-heap.ts';

export class VirtualClock implements PacedClock {
  readonly #timers = new TimerHeap();
  readonly #soon: (() => void)[] = [];
  #soonDone = 0;
  #now = 0;
  #rate = 1;
  /** Real microseconds that would have passed: the lab clock's, stretched by its rate. */
  #real = 0;

  now(): number {
    return this.#now;
  }

  /** The stopwatch of a virtual world, µs. */
  readonly elapsed = (): number => Math.floor(this.#real);

  setTimer(afterMicros: number, fire: () => void): Timer {
    const scheduled: Scheduled = this.#timers.add(this.#now + Math.max(0, Math.round(afterMicros)), fire);
    return {
      cancel: () => {
        scheduled.fire = null;
      },
    };
  }

  soon(task: () => void): void {
    this.#soon.push(task);
  }

  setRate(rate: number): void {
    this.#rate = rate;
  }

  /** Lets the next thing happen that is due by `limit`; false when there is none. A held clock fires no timers. */
  runNext(limit = Number.POSITIVE_INFINITY): boolean {
    if (this.#runSoon()) return true;
    if (this.#rate === 0) return false;
    const next = this.#timers.takeNext(limit);
    if (next === null) return false;
    this.#real += (next.due - this.#now) / this.#rate;
    this.#now = next.due;
    next.run();
    return true;
  }

  /** Lets everything happen that is due until then, and stands there. A held clock stays where it is. */
  runUntil(time: number): void {
    while (this.runNext(time));
    if (this.#rate === 0 || time <= this.#now) return;
    this.#real += (time - this.#now) / this.#rate;
    this.#now = time;
  }

  advance(): boolean {
    const next = this.#timers.takeNext(Number.POSITIVE_INFINITY);
    if (next === null) return false;
    this.#now = next.due;
    next.run();
    return true;
  }

  #runSoon(): boolean {
    const task = this.#soon[this.#soonDone];
    if (task === undefined) return false;
    this.#soonDone += 1;
    if (this.#soonDone === this.#soon.length) {
      this.#soon.length = 0;
      this.#soonDone = 0;
    }
    task();
    return true;
  }
}
