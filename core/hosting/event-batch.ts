/** Gathers the lab's events, so that a host sends at most about thirty messages a second however busy the cluster is. */
import type { LabEvent } from '../contract/lab-api.ts';

const INTERVAL_MS = 33;
/** A message stays small enough to be cloned or written within a frame. */
const MAX_EVENTS_PER_MESSAGE = 2000;

export interface EventBatch {
  /** The first event after a quiet time leaves at once; those that follow wait for the rest of the interval. */
  add(event: LabEvent): void;
  /** Forgets what waits. Nothing is sent any more. */
  close(): void;
}

export function batchEvents(send: (event: LabEvent) => void): EventBatch {
  let waiting: LabEvent[] = [];
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const flush = (): void => {
    timer = waiting.length === 0 ? null : setTimeout(flush, INTERVAL_MS);
    const batch = waiting;
    waiting = [];
    for (const event of merged(batch)) send(event);
  };

  return {
    add(event) {
      if (closed) return;
      waiting.push(event);
      if (timer === null) flush();
    },
    close() {
      closed = true;
      waiting = [];
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** Neighbouring trace events become one; a change of cluster keeps its place between them. */
function merged(events: readonly LabEvent[]): LabEvent[] {
  const result: LabEvent[] = [];
  for (const event of events) {
    const last = result.at(-1);
    const fits = event.kind === 'trace' && last?.kind === 'trace';
    if (fits && last.events.length + event.events.length <= MAX_EVENTS_PER_MESSAGE) {
      result[result.length - 1] = { kind: 'trace', events: [...last.events, ...event.events] };
    } else {
      result.push(event);
    }
  }
  return result;
}
