/** Writes a run's recorded events, or a part of them, in a format: read page by page and formatted in short slices. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { Exporter, Piece } from '../../../core/trace/exporters/exporter.ts';
import { type FilterChoice, filterOf, isPast } from '../../../core/trace/exporters/filter.ts';
import { piecesOf } from '../../../core/trace/exporters/pieces.ts';
import type { Page, ReadPage } from '../../stores/feed.ts';

const PAGE_EVENTS = 5000;
/** The page stays alive between slices: input, animation, and the events of the running cluster. */
const SLICE_MS = 12;
const MOST_TEXT = 1_000_000;

export interface ExportProgress {
  readonly written: number;
  readonly total: number;
}

export type ExportOutcome =
  | {
      readonly kind: 'whole';
      readonly parts: readonly Piece[];
      /** So many are in the file. */
      readonly events: number;
      /** So many of the run's events are no longer in memory. */
      readonly missing: number;
      /** Sentences of the format about the file. */
      readonly told: readonly string[];
    }
  | { readonly kind: 'cancelled' }
  /** The lab stopped answering: the cluster was stopped, or the connection was lost. */
  | { readonly kind: 'cutOff' };

export interface ExportWork {
  readonly read: ReadPage;
  readonly write: Exporter['write'];
  /** What is kept; all, without it. */
  readonly keep?: FilterChoice;
  readonly signal: AbortSignal;
  readonly progressed: (progress: ExportProgress) => void;
  /** Lets the page do what else it has to do. */
  readonly pause: () => Promise<void>;
}

/** Exports what is recorded now: events that happen while it works are of no concern to it. */
export async function exportTrace({
  read,
  write,
  keep = {},
  signal,
  progressed,
  pause,
}: ExportWork): Promise<ExportOutcome> {
  const recording = new Recording(read, keep, signal);
  const told: string[] = [];
  const parts = new Parts();
  let until = performance.now() + SLICE_MS;
  for await (const piece of piecesOf(write, recording.events(), { tell: (sentence) => told.push(sentence) })) {
    parts.add(piece);
    if (performance.now() < until) continue;
    progressed({ written: recording.heard, total: recording.total });
    await pause();
    if (signal.aborted) return { kind: 'cancelled' };
    until = performance.now() + SLICE_MS;
  }
  if (signal.aborted) return { kind: 'cancelled' };
  if (recording.isCutOff) return { kind: 'cutOff' };
  return { kind: 'whole', parts: parts.all(), events: recording.given, missing: recording.missing, told };
}

/** Small pieces of text are put together: a file of a million of them would take long to save. */
class Parts {
  readonly #parts: Piece[] = [];
  #text = '';

  add(piece: Piece): void {
    if (typeof piece === 'string') this.#text += piece;
    else {
      this.#end();
      this.#parts.push(piece);
    }
    if (this.#text.length > MOST_TEXT) this.#end();
  }

  all(): readonly Piece[] {
    this.#end();
    return this.#parts;
  }

  #end(): void {
    if (this.#text !== '') this.#parts.push(this.#text);
    this.#text = '';
  }
}

/** The events from the run's first to the one that was the last when reading began. */
class Recording {
  /** Kept ones. */
  given = 0;
  heard = 0;
  missing = 0;
  total = 0;
  isCutOff = false;
  readonly #read: ReadPage;
  readonly #keep: FilterChoice;
  readonly #signal: AbortSignal;

  constructor(read: ReadPage, keep: FilterChoice, signal: AbortSignal) {
    this.#read = read;
    this.#keep = keep;
    this.#signal = signal;
  }

  async *events(): AsyncGenerator<TraceEvent, void, undefined> {
    const isKept = filterOf(this.#keep);
    let next = 1;
    let last = Number.POSITIVE_INFINITY;
    while (next <= last && !this.#signal.aborted) {
      const page = await this.#page(next);
      if (page === null) return;
      last = Math.min(last, page.lastSeq);
      this.total = last;
      for (const event of page.events) {
        if (event.seq > last || this.#signal.aborted) return;
        this.missing += event.seq - next;
        next = event.seq + 1;
        this.heard += 1;
        if (isPast(event, this.#keep)) return;
        if (!isKept(event)) continue;
        this.given += 1;
        yield event;
      }
    }
  }

  async #page(from: number): Promise<Page | null> {
    const page = await this.#read(from, PAGE_EVENTS);
    this.isCutOff = page === null || page.events.length === 0;
    return this.isCutOff ? null : page;
  }
}
