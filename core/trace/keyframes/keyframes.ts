/**
 * Any moment of a long trace at once: keyframes on the way, and from the nearest one on the fold of a few events.
 * A keyframe is due when folding from the last one has become dear, and when it has earned the memory that it takes.
 */
import type { TraceEvent } from '../events.ts';
import { applyEvent, createView } from '../view.ts';
import type { ClusterView } from '../view-types.ts';
import { type Keyframe, keyframeOf, viewOf } from './keyframe.ts';

/** Where events can be read again: the page's trace store, or a plain array. The event of seq n is at n - 1. */
export interface EventSource {
  at(position: number): TraceEvent | undefined;
}

/** So many events are folded in half a millisecond. */
const LEAST_SPACING = 512;

/** How many plain events one is that brings this many entries. */
const ENTRIES_PER_COST = 32;

/** How many references a keyframe may hold for each plain event since the last one: it bounds what all of them take. */
const REFERENCES_PER_COST = 2;

export class Keyframes {
  readonly #source: EventSource;
  readonly #frames: Keyframe[] = [];
  #newest = createView();
  /** The moment that was asked for last; asked for a later one, it goes on from there. */
  #shown: ClusterView | null = null;
  #costSinceLast = 0;
  readonly #spacing: number;

  /** `spacing`: what folding may cost between two keyframes, in plain events. */
  constructor(source: EventSource, spacing = LEAST_SPACING) {
    this.#source = source;
    this.#spacing = spacing;
  }

  /** The cluster after the last event heard. Changed in place by the next one. */
  get newest(): ClusterView {
    return this.#newest;
  }

  get count(): number {
    return this.#frames.length;
  }

  /** References that all keyframes hold together. */
  get weight(): number {
    return this.#frames.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** The next event of the trace. */
  hear(event: TraceEvent): void {
    applyEvent(this.#newest, event);
    this.#costSinceLast += costOf(event);
    const last = this.#frames.at(-1);
    if (this.#costSinceLast < Math.max(this.#spacing, (last?.weight ?? 0) / REFERENCES_PER_COST)) return;
    this.#costSinceLast = 0;
    this.#frames.push(keyframeOf(this.#newest, last));
  }

  /** The cluster after the event `seq`. What was answered before is void: its lists are used again. */
  at(seq: number): ClusterView {
    const wanted = Math.min(Math.max(0, seq), this.#newest.seq);
    const view = this.#viewOnTheWayTo(wanted);
    for (let position = view.seq; position < wanted; position += 1) {
      const event = this.#source.at(position);
      if (event !== undefined) applyEvent(view, event);
    }
    this.#shown = view;
    return view;
  }

  /** The moment shown last when the wanted one is a little later, else that of the nearest keyframe. */
  #viewOnTheWayTo(wanted: number): ClusterView {
    const frame = this.#frameBefore(wanted);
    const shown = this.#shown;
    if (shown !== null && shown.seq <= wanted && shown.seq >= (frame?.seq ?? 0)) return shown;
    return frame === undefined ? createView() : viewOf(frame, shown);
  }

  /** Another trace begins. */
  clear(): void {
    this.#frames.length = 0;
    this.#newest = createView();
    this.#shown = null;
    this.#costSinceLast = 0;
  }

  /** The last one at or before `seq`. */
  #frameBefore(seq: number): Keyframe | undefined {
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#frames[middle]?.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#frames[low - 1];
  }
}

function costOf(event: TraceEvent): number {
  switch (event.ev) {
    case 'log.append':
      return 1 + event.append.entries.length / ENTRIES_PER_COST;
    case 'log.restore':
      return 1 + event.restore.entries.length / ENTRIES_PER_COST;
    default:
      return 1;
  }
}
