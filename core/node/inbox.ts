/** What waits for a server's next turn: everything that came since the last one is taken together. */
import type { Clock } from './ports.ts';

export class Inbox<Item> {
  readonly #clock: Clock;
  readonly #take: (items: readonly Item[]) => void;
  #items: Item[] = [];
  #isScheduled = false;
  #isHeld = false;

  constructor(clock: Clock, take: (items: readonly Item[]) => void) {
    this.#clock = clock;
    this.#take = take;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#schedule();
  }

  /** Items wait, as in the mailbox of a stopped process, until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#schedule();
  }

  clear(): void {
    this.#items = [];
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isHeld) return;
    this.#isScheduled = true;
    this.#clock.soon(() => {
      this.#isScheduled = false;
      if (this.#isHeld) return;
      const items = this.#items;
      this.#items = [];
      this.#take(items);
    });
  }
}
