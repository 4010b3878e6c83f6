/** Those who look at every event of the shown run once, when it comes. */
import type { TraceEvent } from '../../core/trace/events.ts';

export interface Listener {
  hear(event: TraceEvent): void;
  /** Another run begins. */
  clear(): void;
}

export class Audience {
  readonly #listeners: Listener[];
  readonly #told: { all(): Iterable<TraceEvent> };

  /** `told`: the events that there are already, for who comes late. */
  constructor(told: { all(): Iterable<TraceEvent> }, listeners: readonly Listener[]) {
    this.#told = told;
    this.#listeners = [...listeners];
  }

  /** From now on the listener hears every event, and before that those there are. */
  add(listener: Listener): void {
    for (const event of this.#told.all()) listener.hear(event);
    this.#listeners.push(listener);
  }

  tell(events: readonly TraceEvent[]): void {
    for (const event of events) for (const listener of this.#listeners) listener.hear(event);
  }

  clear(): void {
    for (const listener of this.#listeners) listener.clear();
  }
}
