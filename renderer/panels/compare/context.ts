/** A difference among what the same node did before and after, in both recordings side by side. */
import { align, type Row } from '../../../core/trace/compare/compare.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';

/** The events of one recording by seq, which counts from 1 without holes. */
export interface EventList {
  readonly length: number;
  at(index: number): TraceEvent | undefined;
}

const BEFORE = 5;
const AFTER = 8;
/** Among so many events of all nodes it is looked for those of one. */
const FAR = 4000;

export function contextOf(row: Row, left: EventList, right: EventList): Row[] {
  const [one, other] = [around(row.node, row.left, left), around(row.node, row.right, right)];
  const beforeLeft = row.left === null ? lastBefore(row, right, left) : one;
  const beforeRight = row.right === null ? lastBefore(row, left, right) : other;
  return [...align(beforeLeft, beforeRight)];
}

function around(node: string, event: TraceEvent | null, events: EventList): TraceEvent[] {
  if (event === null) return [];
  return [...back(node, event.seq - 2, events), event, ...on(node, event.seq, events)];
}

/** Where one recording has nothing, it is shown from about the same number of that node's events on. */
function lastBefore(row: Row, there: EventList, here: EventList): TraceEvent[] {
  const event = row.left ?? row.right;
  if (event === null) return [];
  const before = back(row.node, event.seq - 2, there);
  const n = before.at(-1)?.n ?? 0;
  const place = placeOf(row.node, n, here);
  return [...back(row.node, place, here), ...on(row.node, place + 1, here)];
}

function back(node: string, from: number, events: EventList): TraceEvent[] {
  const found: TraceEvent[] = [];
  for (let place = from; place >= 0 && place > from - FAR && found.length < BEFORE; place--) {
    const event = events.at(place);
    if (event?.node === node) found.unshift(event);
  }
  return found;
}

function on(node: string, from: number, events: EventList): TraceEvent[] {
  const found: TraceEvent[] = [];
  for (let place = from; place < from + FAR && found.length < AFTER; place++) {
    const event = events.at(place);
    if (event === undefined) break;
    if (event.node === node) found.push(event);
  }
  return found;
}

/** The place of the node's n-th event, or of its last one before. */
function placeOf(node: string, n: number, events: EventList): number {
  let last = -1;
  for (let place = 0; place < events.length; place++) {
    const event = events.at(place);
    if (event?.node !== node) continue;
    if (event.n > n) break;
    last = place;
  }
  return last;
}
