/** Reads a trace in short turns, so that the page lives on, and as far as it can be read. */
import type { TraceEvent } from '../../core/trace/events.ts';
import { grouped, type ReadEvent, TraceReader } from '../../core/trace/reading/trace-reader.ts';
import { type Lines, linesIn } from './lines.ts';
import type { TraceSource } from './source.ts';
import { type FileEnd, textsOf } from './text.ts';

/** The page has its turn this often. */
const TURN_MS = 24;

export interface ReadingWork {
  readonly source: TraceSource;
  readonly signal: AbortSignal;
  /** Events in order, numbered without holes, and the lines they stand in. `bytes`: read so far, of the source's size. */
  readonly take: (events: readonly TraceEvent[], lines: Lines, bytes: number) => void;
  /** Lets the page do what else it has to do. */
  readonly pause: () => Promise<void>;
}

export type Outcome =
  | { readonly kind: 'loaded'; readonly notices: readonly string[] }
  | { readonly kind: 'cancelled' }
  /** As the end of a sentence: why there is nothing to show. */
  | { readonly kind: 'noTrace'; readonly why: string };

export async function readTrace(work: ReadingWork): Promise<Outcome> {
  const { source, signal } = work;
  const reader = new TraceReader({ expected: source.expected, isGrowing: source.isGrowing });
  const reading = new Reading(work, reader);
  const end: FileEnd = { isCut: false };
  try {
    let isFirst = true;
    for await (const file of source.files()) {
      // Only now it is known that the file before was not the last one.
      if (!isFirst) reading.take(reader.endFile({ isLast: false, isCut: end.isCut }));
      isFirst = false;
      await reading.read(reading.counted(file.bytes()), end);
      if (signal.aborted || reader.problem !== null) break;
    }
  } catch (error) {
    reader.fail(error instanceof Error ? error.message : String(error));
  }
  if (signal.aborted) return { kind: 'cancelled' };
  reading.take(reader.endFile({ isLast: true, isCut: end.isCut }));
  reader.end();
  return outcomeOf(reader, reading.renumbered);
}

function outcomeOf(reader: TraceReader, renumbered: number): Outcome {
  const { problem, count, notices } = reader;
  if (count === 0) return { kind: 'noTrace', why: problem ?? 'there are no events in it' };
  const told = [...notices];
  if (problem !== null) told.unshift(`Read ${grouped(count)} events; the rest cannot be read: ${problem}.`);
  if (renumbered > 0) {
    told.push(`${grouped(renumbered)} events stand behind a gap in the numbers; here all are numbered anew, from 1.`);
  }
  return { kind: 'loaded', notices: told };
}

const noBytes = new Uint8Array();

class Reading {
  /** Events that have another number here than in the file. */
  renumbered = 0;
  #bytes = 0;
  #events = 0;
  #turnEnds = performance.now() + TURN_MS;
  readonly #work: ReadingWork;
  readonly #reader: TraceReader;

  constructor(work: ReadingWork, reader: TraceReader) {
    this.#work = work;
    this.#reader = reader;
  }

  async read(bytes: AsyncIterable<Uint8Array>, end: FileEnd): Promise<void> {
    for await (const { text, from } of textsOf(bytes, end)) {
      this.take(this.#reader.read(text), from);
      if (this.#reader.problem !== null || this.#work.signal.aborted) return;
      if (performance.now() < this.#turnEnds) continue;
      await this.#work.pause();
      this.#turnEnds = performance.now() + TURN_MS;
    }
  }

  async *counted(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      this.#bytes += piece.length;
      yield piece;
    }
  }

  /** `from`: the bytes in which they were found, as far as these are known. */
  take(found: readonly ReadEvent[], from: Uint8Array = noBytes): void {
    if (found.length === 0) return;
    const events: TraceEvent[] = [];
    const lines: string[] = [];
    for (const read of found) {
      this.#events += 1;
      const { event, line } = read.event.seq === this.#events ? read : this.#renumbered(read.event);
      events.push(event);
      lines.push(line);
    }
    this.#work.take(events, linesIn(from, lines), this.#bytes);
  }

  /** All panels count events from 1 without holes. */
  #renumbered(event: TraceEvent): ReadEvent {
    this.renumbered += 1;
    const renamed = { ...event, seq: this.#events };
    return { event: renamed, line: JSON.stringify(renamed) };
  }
}
