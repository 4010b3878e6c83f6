/** Where in a trace the events of one kind about one server or link are, so that looking back is never a search of all. */
import type { EventKind, TraceEvent } from '../trace/events.ts';

/** What a trace in memory offers: the renderer's store, or an array. The i-th event's seq is the first one's plus i. */
export interface Events {
  readonly length: number;
  at(index: number): TraceEvent | undefined;
}

const none: readonly number[] = [];

/** Indexes what has come since it was last asked; begins anew when it finds another trace. */
export class TraceIndex {
  readonly events: Events;
  readonly #places = new Map<EventKind, Map<string, number[]>>();
  /** By the index of an entry: the place of the first log.commit, of any server, that covers it. */
  readonly #commits: number[] = [];
  #first: TraceEvent | undefined;
  #read = 0;

  constructor(events: Events) {
    this.events = events;
  }

  get firstSeq(): number {
    return this.events.at(0)?.seq ?? 1;
  }

  readAll(): void {
    const { events } = this;
    if (events.length < this.#read || events.at(0) !== this.#first) this.#forget();
    for (; this.#read < events.length; this.#read += 1) {
      const event = events.at(this.#read);
      if (event !== undefined) this.#note(event, this.#read);
    }
  }

  /** Ascending places of the kind about the subject: a server or client, or for messages a link `from>to`. */
  places(kind: EventKind, subject: string): readonly number[] {
    return this.#places.get(kind)?.get(subject) ?? none;
  }

  subjects(kind: EventKind): readonly string[] {
    return [...(this.#places.get(kind)?.keys() ?? [])];
  }

  /** undefined: nobody has committed it. */
  commitPlace(entryIndex: number): number | undefined {
    return this.#commits[entryIndex];
  }

  #forget(): void {
    this.#places.clear();
    this.#commits.length = 0;
    this.#read = 0;
    this.#first = this.events.at(0);
  }

  #note(event: TraceEvent, place: number): void {
    let ofKind = this.#places.get(event.ev);
    if (ofKind === undefined) {
      ofKind = new Map();
      this.#places.set(event.ev, ofKind);
    }
    const subject = 'msg' in event ? `${event.msg.from}>${event.msg.to}` : event.node;
    const known = ofKind.get(subject);
    if (known === undefined) ofKind.set(subject, [place]);
    else known.push(place);
    if (event.ev !== 'log.commit') return;
    for (let at = Math.max(1, this.#commits.length); at <= event.commit.to; at += 1) this.#commits[at] = place;
  }
}

/** How many of the ascending places are at most `place`. */
export function countUpTo(places: readonly number[], place: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
