/**
 * Every trace event the page has, in order. A million parsed events would fill the page's memory several times over, so
 * only those lately seen stay parsed; of the rest, and of all that come with their lines, the lines are kept, and parsed
 * when they are asked for.
 */
import { markRaw } from 'vue';
import type { TraceEvent } from '../../core/trace/events.ts';

const BLOCK_EVENTS = 1024;
/** Blocks that stay parsed: those that came or were looked at last. */
const OPEN_BLOCKS = 64;

interface Block {
  /** Parsed events, as far as they were asked for; null while only the lines are kept. */
  events: (TraceEvent | undefined)[] | null;
  /** null for events that came without lines, as long as they stay parsed. */
  lines: string[] | null;
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
    const place = index % BLOCK_EVENTS;
    return block === undefined ? undefined : (block.events?.[place] ?? this.#parsed(block, place));
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
    const place = index % BLOCK_EVENTS;
    return block === undefined ? undefined : (block.lines?.[place] ?? JSON.stringify(block.events?.[place]));
  }

  /** t of the i-th event, µs; 0 outside. */
  timeAt(index: number): number {
    return this.#times[index] ?? 0;
  }

  /** The index of the first event with t ≥ `t`; `length` if there is none. */
  firstAt(t: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.timeAt(middle) < t) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** `lines`: what the events were read from, one each, if they come from a file. */
  append(events: readonly TraceEvent[], lines: readonly string[] | null = null): void {
    for (const [at, event] of events.entries()) {
      if (this.length % BLOCK_EVENTS === 0) this.#begin(lines !== null);
      const block = this.#blocks.at(-1);
      block?.events?.push(event);
      block?.lines?.push(lines?.[at] ?? JSON.stringify(event));
      this.#times.push(event.t);
    }
  }

  clear(): void {
    this.#blocks.length = 0;
    this.#times.length = 0;
    this.#open.clear();
    this.#generation += 1;
  }

  #blockOf(index: number): Block | undefined {
    return index < this.length ? this.#blocks[Math.floor(index / BLOCK_EVENTS)] : undefined;
  }

  #begin(hasLines: boolean): void {
    const full = this.#blocks.at(-1);
    if (full !== undefined) this.#keepOpen(full);
    this.#blocks.push(hasLines ? { events: null, lines: [] } : { events: [], lines: null });
  }

  #parsed(block: Block, place: number): TraceEvent | undefined {
    const line = block.lines?.[place];
    if (line === undefined) return undefined;
    this.#keepOpen(block);
    // It was checked when it came in.
    const event: TraceEvent = JSON.parse(line);
    block.events ??= [];
    block.events[place] = event;
    return event;
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
  block.lines ??= (block.events ?? []).map((event) => JSON.stringify(event));
  block.events = null;
}

export function createTraceStore() {
  return markRaw(new TraceStore());
}
