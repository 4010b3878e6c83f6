/** Writes a run's recorded events in a format, read from the lab page by page and formatted in short slices. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { Exporter } from '../../../core/trace/exporters/exporter.ts';
import { piecesOf } from '../../../core/trace/exporters/pieces.ts';
import type { Page, ReadPage } from '../../stores/feed.ts';

const PAGE_EVENTS = 5000;
/** The page stays alive between slices: input, animation, and the events of the running cluster. */
const SLICE_MS = 12;

export interface ExportProgress {
  readonly written: number;
  readonly total: number;
}

export type ExportOutcome =
  /** `missing`: so many of the run's events the lab no longer has in memory. */
  | { readonly kind: 'whole'; readonly parts: readonly string[]; readonly events: number; readonly missing: number }
  | { readonly kind: 'cancelled' }
  /** The lab stopped answering: the cluster was stopped, or the connection was lost. */
  | { readonly kind: 'cutOff' };

export interface ExportWork {
  readonly read: ReadPage;
  readonly write: Exporter['write'];
  readonly signal: AbortSignal;
  readonly progressed: (progress: ExportProgress) => void;
  /** Lets the page do what else it has to do. */
  readonly pause: () => Promise<void>;
}

/** Exports what is recorded now: events that happen while it works are of no concern to it. */
export async function exportTrace({ read, write, signal, progressed, pause }: ExportWork): Promise<ExportOutcome> {
  const recording = new Recording(read, signal);
  const parts: string[] = [];
  let slice = '';
  let until = performance.now() + SLICE_MS;
  for await (const piece of piecesOf(write, recording.events())) {
    slice += piece;
    if (performance.now() < until) continue;
    parts.push(slice);
    slice = '';
    progressed({ written: recording.given, total: recording.total });
    await pause();
    if (signal.aborted) return { kind: 'cancelled' };
    until = performance.now() + SLICE_MS;
  }
  if (signal.aborted) return { kind: 'cancelled' };
  if (recording.isCutOff) return { kind: 'cutOff' };
  parts.push(slice);
  return { kind: 'whole', parts, events: recording.given, missing: recording.missing };
}

/** The events from the run's first to the one that was the last when reading began. */
class Recording {
  given = 0;
  missing = 0;
  total = 0;
  isCutOff = false;
  readonly #read: ReadPage;
  readonly #signal: AbortSignal;

  constructor(read: ReadPage, signal: AbortSignal) {
    this.#read = read;
    this.#signal = signal;
  }

  async *events(): AsyncGenerator<TraceEvent, void, undefined> {
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
