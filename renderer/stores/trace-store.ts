/** Every trace event the page has, in order, in plain arrays that Vue never makes reactive. */
import { markRaw } from 'vue';
import type { TraceEvent } from '../../core/trace/events.ts';

export class TraceStore {
  readonly #events: TraceEvent[] = [];
  readonly #times: number[] = [];

  get length(): number {
    return this.#events.length;
  }

  /** The i-th event (0 = the oldest), or undefined outside. Its seq is i + 1, for the trace has no holes. */
  at(index: number): TraceEvent | undefined {
    return this.#events[index];
  }

  /** t of the i-th event, µs; 0 outside. */
  timeAt(index: number): number {
    return this.#times[index] ?? 0;
  }

  /** The index of the first event with t ≥ `t`; `length` if there is none. */
  firstAt(t: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeAt(middle) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      this.#events.push(event);
      this.#times.push(event.t);
    }
  }

  clear(): void {
    this.#events.length = 0;
    this.#times.length = 0;
  }
}

export function createTraceStore() {
  return markRaw(new TraceStore());
}
