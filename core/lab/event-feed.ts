/** Hands new trace events to whoever watches, in batches: a batch per frame costs less than a message per event. */
import type { LabEvent } from '../contract/lab-api.ts';
import type { TraceEvent } from '../trace/events.ts';

/** At most about thirty batches a second. */
const BATCH_MS = 33;

export class EventFeed {
  readonly #listeners = new Set<(event: LabEvent) => void>();
  #batch: TraceEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  subscribe(listener: (event: LabEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  add(event: TraceEvent): void {
    if (this.#listeners.size === 0) return;
    this.#batch.push(event);
    this.#timer ??= setTimeout(() => this.flush(), BATCH_MS);
  }

  /** Sends what waits. Called before anything that must not overtake it. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const events = this.#batch;
    this.#batch = [];
    if (events.length > 0) this.#tell({ kind: 'trace', events });
  }

  announce(event: LabEvent): void {
    this.flush();
    this.#tell(event);
  }

  #tell(event: LabEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
