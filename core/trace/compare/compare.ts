/**
 * Compares two recordings by what happened, not when. Every node's events are aligned with the same node's: how the
 * recorder happened to interleave different nodes says nothing about the protocol.
 */
import type { TraceEvent, TraceHeader } from '../events.ts';
import { Lane, type Row } from './lane.ts';
import { protocolKey } from './protocol-key.ts';

export type { Row } from './lane.ts';

/** Something the two runs were started with differently. */
export interface SetupDifference {
  /** `seed`, `preVote`, `nodes` … */
  readonly name: string;
  readonly left: string;
  readonly right: string;
}

export interface Comparison {
  readonly setup: readonly SetupDifference[];
  /** The difference that came first in the recordings; null: the same happened in both. */
  readonly first: Row | null;
  /** The first ones, in the order of the recordings, at most as many as were asked for. */
  readonly differences: readonly Row[];
  /** Rows of each sort, all counted. */
  readonly counts: { readonly same: number; readonly changed: number; readonly left: number; readonly right: number };
}

/** Events of both recordings are taken in turns, so that neither has to be held as a whole. */
const STRIDE = 256;
export const MOST_DIFFERENCES = 1000;

/** Rows come when they are certain: in order for each node, roughly in order for all. */
export function* align(left: Iterable<TraceEvent>, right: Iterable<TraceEvent>): Generator<Row, void, undefined> {
  const lanes = new Map<string, Lane>();
  const sides = [
    { side: 'left', events: left[Symbol.iterator]() },
    { side: 'right', events: right[Symbol.iterator]() },
  ] as const;
  const isOver = { left: false, right: false };
  while (!isOver.left || !isOver.right) {
    const touched = new Set<Lane>();
    for (const { side, events } of sides) {
      for (let taken = 0; taken < STRIDE && !isOver[side]; taken++) {
        const next = events.next();
        if (next.done === true) isOver[side] = true;
        else place(lanes, touched, side, next.value);
      }
    }
    for (const lane of touched) yield* lane.settle(false);
  }
  for (const lane of lanes.values()) yield* lane.settle(true);
}

function place(lanes: Map<string, Lane>, touched: Set<Lane>, side: 'left' | 'right', event: TraceEvent): void {
  const key = protocolKey(event);
  if (key === null) return;
  const lane = lanes.get(event.node) ?? new Lane(event.node);
  lanes.set(event.node, lane);
  lane[side].add({ event, key });
  touched.add(lane);
}

/** Takes the rows of `align` one by one, so that whoever has them may pause in between. */
export class Comparing {
  readonly #most: number;
  readonly #counts = { same: 0, changed: 0, left: 0, right: 0 };
  #differences: Row[] = [];

  constructor(mostDifferences = MOST_DIFFERENCES) {
    this.#most = mostDifferences;
  }

  add(row: Row): void {
    this.#counts[sortOf(row)] += 1;
    if (row.same) return;
    this.#differences.push(row);
    // Rows of different nodes come a little out of order: the last ones are let go only when they are sorted.
    if (this.#differences.length >= this.#most * 2 + 1024) this.#keepFirst();
  }

  result(setup: readonly SetupDifference[]): Comparison {
    this.#keepFirst();
    return { setup, first: this.#differences[0] ?? null, differences: this.#differences, counts: { ...this.#counts } };
  }

  #keepFirst(): void {
    this.#differences = this.#differences.sort((one, other) => seqOf(one) - seqOf(other)).slice(0, this.#most);
  }
}

export function compare(
  left: Iterable<TraceEvent>,
  right: Iterable<TraceEvent>,
  mostDifferences = MOST_DIFFERENCES,
): Comparison {
  const headers: { left: TraceHeader | null; right: TraceHeader | null } = { left: null, right: null };
  const comparing = new Comparing(mostDifferences);
  const heard = (side: 'left' | 'right') => (header: TraceHeader) => {
    headers[side] = header;
  };
  for (const row of align(watched(left, heard('left')), watched(right, heard('right')))) comparing.add(row);
  return comparing.result(compareSetups(headers.left, headers.right));
}

function* watched(events: Iterable<TraceEvent>, hear: (header: TraceHeader) => void): Generator<TraceEvent> {
  for (const event of events) {
    if (event.ev === 'trace.header') hear(event.header);
    yield event;
  }
}

/** What two runs were started with; their names, times and ports say nothing. */
export function compareSetups(left: TraceHeader | null, right: TraceHeader | null): SetupDifference[] {
  const [one, other] = [settingsOf(left), settingsOf(right)];
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((name) => ({ name, left: one.get(name) ?? 'not given', right: other.get(name) ?? 'not given' }))
    .filter((setting) => setting.left !== setting.right);
}

function settingsOf(header: TraceHeader | null): Map<string, string> {
  if (header === null) return new Map();
  const { cluster: _name, ...config } = header.config;
  const settings = { nodes: header.nodes.join(' '), clock: header.clock, ...config };
  return new Map(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

function sortOf({ same, left, right }: Row): keyof Comparison['counts'] {
  if (same) return 'same';
  if (left === null) return 'right';
  return right === null ? 'left' : 'changed';
}

/** Where in the recordings a row stands. */
function seqOf({ left, right }: Row): number {
  return Math.min(left?.seq ?? Number.POSITIVE_INFINITY, right?.seq ?? Number.POSITIVE_INFINITY);
}
