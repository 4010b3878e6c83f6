/** Stamps every event with its place in the total order, its time, and its node's own clocks. */
import type { TraceEvent } from './events.ts';
import type { HybridClock, HybridTime } from './hybrid-time.ts';
import { tick, tickOnReceipt } from './hybrid-time.ts';

type WithoutStamps<Event> = Event extends TraceEvent ? Omit<Event, 'seq' | 't' | 'hlc' | 'n'> : never;

/** An event as its origin writes it, before the recorder stamps it. */
export type EventDraft = WithoutStamps<TraceEvent>;

export interface EventSink {
  /**
   * Record a sending before the message leaves and a receipt before it is handled; then `seq` alone is an order that
   * no cause contradicts. `received` is the message's own time stamp, given with msg.recv only.
   */
  record(draft: EventDraft, received?: HybridTime): TraceEvent;
}

export interface RecorderOptions {
  /** Microseconds since the epoch of the run, whole and never falling. */
  readonly now: () => number;
  /** Wall-clock time of the run's epoch, milliseconds since 1970. */
  readonly epochMs: number;
  /** Called within `record`, before it returns. */
  readonly onEvent: (event: TraceEvent) => void;
}

interface NodeCounters extends HybridClock {
  events: number;
}

/** The only writer of a run's trace. It trusts its callers: what comes from outside is parsed where it comes in. */
export class Recorder implements EventSink {
  readonly #options: RecorderOptions;
  readonly #counters = new Map<string, NodeCounters>();
  #lastSeq = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** `seq` of the last event recorded; 0 before the first. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  record(draft: EventDraft, received?: HybridTime): TraceEvent {
    const t = this.#options.now();
    const wall = this.#options.epochMs + Math.floor(t / 1000);
    const counters = this.#countersOf(draft.node);
    if (received === undefined) tick(counters, wall);
    else tickOnReceipt(counters, wall, received);
    counters.events += 1;
    this.#lastSeq += 1;
    const event: TraceEvent = {
      seq: this.#lastSeq,
      t,
      hlc: [counters.milliseconds, counters.counter],
      n: counters.events,
      ...draft,
    };
    this.#options.onEvent(event);
    return event;
  }

  #countersOf(node: string): NodeCounters {
    const known = this.#counters.get(node);
    if (known !== undefined) return known;
    const fresh = { milliseconds: 0, counter: 0, events: 0 };
    this.#counters.set(node, fresh);
    return fresh;
  }
}
