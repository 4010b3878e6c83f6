/** The trace up to one instant, with the view folded there: what an answer may look at. The future does not exist in it. */
import type { EventKind, EventOf, TraceEvent } from '../trace/events.ts';
import { nobody } from '../trace/queries.ts';
import type { ClusterView, ConfigurationView, NodeView } from '../trace/view-types.ts';
import { countUpTo, type TraceIndex } from './trace-index.ts';

type Wanted<Kind extends EventKind> = (event: EventOf<Kind>) => boolean;

function isKind<Kind extends EventKind>(event: TraceEvent, kind: Kind): event is EventOf<Kind> {
  return event.ev === kind;
}

export class Past {
  readonly view: ClusterView;
  /** Trace time, µs: how long ago something was is counted from here. */
  readonly t: number;
  readonly #index: TraceIndex;

  /** `view` is the fold of the index' events up to `view.seq`; while it is live, `t` may be later than the last event. */
  constructor(index: TraceIndex, view: ClusterView, t = view.t) {
    index.readAll();
    this.#index = index;
    this.view = view;
    this.t = t;
  }

  get seq(): number {
    return this.view.seq;
  }

  at(seq: number): TraceEvent | null {
    if (seq > this.seq) return null;
    return this.#index.events.at(seq - this.#index.firstSeq) ?? null;
  }

  node(id: string): NodeView | null {
    return this.view.nodes.get(id) ?? null;
  }

  /** The newest event of the kind about the subject that is wanted, at `upTo` or before. */
  last<Kind extends EventKind>(
    kind: Kind,
    subject: string,
    wanted: Wanted<Kind> = () => true,
    upTo = this.seq,
  ): EventOf<Kind> | null {
    const places = this.#index.places(kind, subject);
    for (let at = this.#countUpTo(places, upTo) - 1; at >= 0; at -= 1) {
      const event = this.#index.events.at(places[at] ?? -1);
      if (event !== undefined && isKind(event, kind) && wanted(event)) return event;
    }
    return null;
  }

  /** The first such event after `after`. */
  first<Kind extends EventKind>(
    kind: Kind,
    subject: string,
    after: number,
    wanted: Wanted<Kind> = () => true,
  ): EventOf<Kind> | null {
    for (const event of this.#after(kind, subject, after)) if (wanted(event)) return event;
    return null;
  }

  /** All such events after `after`, in order. */
  all<Kind extends EventKind>(
    kind: Kind,
    subject: string,
    after = 0,
    wanted: Wanted<Kind> = () => true,
  ): EventOf<Kind>[] {
    return [...this.#after(kind, subject, after)].filter(wanted);
  }

  /** The newest of several kinds. */
  lastOf<Kind extends EventKind>(kinds: readonly Kind[], subject: string, upTo = this.seq): EventOf<Kind> | null {
    return newest(kinds.map((kind) => this.last(kind, subject, () => true, upTo)));
  }

  /** Of everyone, the newest event of the kind that is wanted. */
  lastOfAnyone<Kind extends EventKind>(kind: Kind, wanted: Wanted<Kind>, upTo = this.seq): EventOf<Kind> | null {
    return newest(this.#index.subjects(kind).map((subject) => this.last(kind, subject, wanted, upTo)));
  }

  allOfAnyone<Kind extends EventKind>(kind: Kind, wanted: Wanted<Kind>, after = 0): EventOf<Kind>[] {
    const found = this.#index.subjects(kind).flatMap((subject) => this.all(kind, subject, after, wanted));
    return found.sort((one, other) => one.seq - other.seq);
  }

  /** The log.commit that first covered the entry. */
  commitOf(entryIndex: number): EventOf<'log.commit'> | null {
    const place = this.#index.commitPlace(entryIndex);
    const event = place === undefined ? undefined : this.#index.events.at(place);
    return event?.ev === 'log.commit' && event.seq <= this.seq ? event : null;
  }

  /** The membership in force at the server then. A restored log brings its own without an event: then as it is now. */
  configurationAt(id: string, seq: number): ConfigurationView {
    const event = this.last('raft.configuration', id, () => true, seq);
    if (event === null) {
      const node = this.node(id);
      const known = this.last('raft.configuration', id) === null ? node?.configuration : node?.firstConfiguration;
      return known ?? nobody;
    }
    const { inForce, index } = event.configuration;
    const { voters, outgoing, learners, learnersNext = [], autoLeave = false } = inForce;
    return { voters, outgoing, learners, learnersNext, autoLeave, index };
  }

  #countUpTo(places: readonly number[], seq: number): number {
    return countUpTo(places, Math.min(seq, this.seq) - this.#index.firstSeq);
  }

  *#after<Kind extends EventKind>(kind: Kind, subject: string, after: number): Generator<EventOf<Kind>> {
    const places = this.#index.places(kind, subject);
    const end = this.#countUpTo(places, this.seq);
    for (let at = this.#countUpTo(places, after); at < end; at += 1) {
      const event = this.#index.events.at(places[at] ?? -1);
      if (event !== undefined && isKind(event, kind)) yield event;
    }
  }
}

export function newest<Event extends { readonly seq: number }>(events: readonly (Event | null)[]): Event | null {
  let found: Event | null = null;
  for (const event of events) if (event !== null && (found === null || event.seq > found.seq)) found = event;
  return found;
}
