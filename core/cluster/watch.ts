/** Waiting for something to become true of running servers: looked at after every step, on the lab's clock. */
import type { Clock } from '../node/ports.ts';

interface Wait {
  /** True when it is over. */
  readonly look: () => boolean;
}

export class Watch {
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `done` gets the first value that is not null, or null when `limitMs` of the lab clock have passed without one. */
  until<Value>(find: () => Value | null, limitMs: number, done: (found: Value | null) => void): void {
    const end = (found: Value | null) => {
      this.#waits.delete(wait);
      timer.cancel();
      done(found);
    };
    const wait: Wait = {
      look: () => {
        const found = find();
        if (found !== null) end(found);
        return found !== null;
      },
    };
    const timer = this.#clock.setTimer(limitMs * 1000, () => end(null));
    this.#waits.add(wait);
    // Not within this call: the caller has not seen it return yet.
    this.#clock.soon(() => {
      if (this.#waits.has(wait)) wait.look();
    });
  }

  /** To be called after every step of any server. */
  look(): void {
    for (const wait of [...this.#waits]) if (this.#waits.has(wait)) wait.look();
  }
}
