/**
 * Every trace event the page has, in order. A million parsed events would fill the page's memory several times over, so
 * only those lately seen stay parsed; of the rest the lines are kept, and parsed when they are asked for.
 */
import { markRaw } from 'vue';
import type { TraceEvent } from '../../core/trace/events.ts';
import { lowerBound } from '../parts/lower-bound.ts';
import { encoded, type Lines, lineAt, textOf } from '../reading/lines.ts';

const BLOCK_EVENTS = 1024;
/** Whoever asks for one event asks for those behind it, and each parsing for itself would take twice as long. */
const PARSED_AT_ONCE = 32;
/** Blocks that stay parsed: those that came or were looked at last. */
const OPEN_BLOCKS = 64;

interface Block {
  /** Of the first event in it. */
  readonly index: number;
  /** Parsed events, as far as they were asked for; null while only the lines are kept. */
  events: (TraceEvent | undefined)[] | null;
  /** null for events that came without lines, as long as they stay parsed. */
  lines: Lines | null;
}

export class TraceStore {
  readonly #blocks: Block[] = [];
  readonly #times: number[] = [];
  /** Blocks with parsed events, the one used longest ago first. */
  readonly #open = new Set<Block>();
  #generation = 0;

  get length(): number {
    return this.#times.length;
  }

  /** Another number after every `clear`: what was made of the events before is of another run. */
  get generation(): number {
    return this.#generation;
  }

  /** The i-th event (0 = the oldest), or undefined outside. Its seq is i + 1, for the trace has no holes. */
  at(index: number): TraceEvent | undefined {
    const block = this.#blockOf(index);
    return block && (block.events?.[index - block.index] ?? this.#parsed(block, index - block.index));
  }

  *all(): Generator<TraceEvent, void, undefined> {
    for (let index = 0; index < this.length; index += 1) {
      const event = this.at(index);
      if (event !== undefined) yield event;
    }
  }

  /** The i-th event as a line of JSON, or undefined outside. */
  lineAt(index: number): string | undefined {
    const block = this.#blockOf(index);
    if (block === undefined) return undefined;
    const place = index - block.index;
    return block.lines === null ? JSON.stringify(block.events?.[place]) : lineAt(block.lines, place);
  }

  /** t of the i-th event, µs; 0 outside. */
  timeAt(index: number): number {
    return this.#times[index] ?? 0;
  }

  /** The index of the first event with t ≥ `t`; `length` if there is none. */
  firstAt(t: number): number {
    return lowerBound(this.#times.length, (index) => this.timeAt(index), t);
  }

  /** Events as they come from a running cluster. */
  append(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const last = this.#blocks.at(-1);
      const isFull = last === undefined || last.lines !== null || last.events?.length === BLOCK_EVENTS;
      const block = isFull ? this.#begin({ events: [], lines: null }) : last;
      block.events?.push(event);
      this.#times.push(event.t);
    }
  }

  /** Events of a file, with the lines they were read from, one each. */
  appendRead(events: readonly TraceEvent[], lines: Lines): void {
    this.#begin({ events: null, lines });
    for (const { t } of events) this.#times.push(t);
  }

  clear(): void {
    this.#blocks.length = 0;
    this.#times.length = 0;
    this.#open.clear();
    this.#generation += 1;
  }

  #blockOf(index: number): Block | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const next = lowerBound(this.#blocks.length, (place) => this.#blocks[place]?.index ?? 0, index + 1);
    return this.#blocks[next - 1];
  }

  #begin(content: Pick<Block, 'events' | 'lines'>): Block {
    const full = this.#blocks.at(-1);
    if (full?.lines === null) this.#keepOpen(full);
    const block = { index: this.length, ...content };
    this.#blocks.push(block);
    return block;
  }

  #parsed(block: Block, place: number): TraceEvent | undefined {
    if (block.lines === null) return undefined;
    const end = Math.min(place + PARSED_AT_ONCE, block.lines.ends.length);
    if (place >= end) return undefined;
    this.#keepOpen(block);
    // They were checked when they came in.
    const events: TraceEvent[] = JSON.parse(`[${textOf(block.lines, place, end).replaceAll('\n', ',')}]`);
    block.events ??= [];
    for (const [behind, event] of events.entries()) block.events[place + behind] ??= event;
    return block.events[place];
  }

  #keepOpen(block: Block): void {
    this.#open.delete(block);
    this.#open.add(block);
    if (this.#open.size <= OPEN_BLOCKS) return;
    for (const oldest of this.#open) {
      this.#open.delete(oldest);
      return close(oldest);
    }
  }
}

function close(block: Block): void {
  block.lines ??= encoded((block.events ?? []).map((event) => JSON.stringify(event)));
  block.events = null;
}

export function createTraceStore() {
  return markRaw(new TraceStore());
}
