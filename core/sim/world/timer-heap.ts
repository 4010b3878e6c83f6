/** Timers by the time they are due; equal times in the order they were set. A binary heap. */

export interface Scheduled {
  readonly due: number;
  readonly order: number;
  /** null once cancelled. */
  fire: (() => void) | null;
}

export interface Due {
  readonly due: number;
  readonly run: () => void;
}

export class TimerHeap {
  readonly #heap: Scheduled[] = [];
  #added = 0;

  add(due: number, fire: () => void): Scheduled {
    const scheduled = { due, order: this.#added++, fire };
    this.#heap.push(scheduled);
    this.#rise(this.#heap.length - 1);
    return scheduled;
  }

  /** When the next timer is due that is not cancelled; null when there is none. */
  nextDue(): number | null {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (first.fire !== null) return first.due;
      this.#removeFirst();
    }
    return null;
  }

  /** Takes the next timer that is not cancelled, if it is due by `limit`. */
  takeNext(limit: number): Due | null {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      const { due, fire } = first;
      if (fire !== null && due > limit) return null;
      this.#removeFirst();
      if (fire !== null) return { due, run: fire };
    }
    return null;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#swapIfEarlier(at, above)) return;
      at = above;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      const left = 2 * at + 1;
      const earlier = this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(earlier, at)) return;
      at = earlier;
    }
  }

  #swapIfEarlier(one: number, other: number): boolean {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined || !this.#isEarlier(one, other)) return false;
    this.#heap[one] = second;
    this.#heap[other] = first;
    return true;
  }

  #isEarlier(one: number, other: number): boolean {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return false;
    return first.due < second.due || (first.due === second.due && first.order < second.order);
  }
}
