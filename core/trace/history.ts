/** The recent past in memory: events in chunks, the oldest of which are let go when there are too many. */
import type { TraceEvent } from './events.ts';

const CHUNK = 4096;

export class History {
  readonly #chunks: TraceEvent[][] = [];
  readonly #mostChunks: number;
  #firstSeq = 1;
  #length = 0;

  /** `capacity`: how many events are kept at least, once that many were appended. */
  constructor(capacity = 300_000) {
    this.#mostChunks = Math.ceil(capacity / CHUNK) + 1;
  }

  /** `seq` of the oldest event still in memory, or of the first to come. Older ones are only in the files. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  /** 0 before the first event. */
  get lastSeq(): number {
    return this.#firstSeq + this.#length - 1;
  }

  /** The event's `seq` must be `lastSeq` + 1, as the recorder gives it. */
  append(event: TraceEvent): void {
    if (event.seq !== this.lastSeq + 1) throw new Error(`Event ${event.seq} cannot follow event ${this.lastSeq}.`);
    const last = this.#chunks.at(-1);
    if (last === undefined || last.length === CHUNK) this.#chunks.push([event]);
    else last.push(event);
    this.#length += 1;
    if (this.#chunks.length > this.#mostChunks) this.#letGoOldest();
  }

  /** At most `limit` events in order, from `fromSeq` on, or from `firstSeq` if that is later. */
  since(fromSeq: number, limit: number): TraceEvent[] {
    const events: TraceEvent[] = [];
    let offset = Math.max(0, fromSeq - this.#firstSeq);
    const end = Math.min(this.#length, offset + limit);
    while (offset < end) {
      const start = offset % CHUNK;
      const piece = this.#chunks[Math.floor(offset / CHUNK)]?.slice(start, start + end - offset) ?? [];
      for (const event of piece) events.push(event);
      offset += piece.length;
    }
    return events;
  }

  #letGoOldest(): void {
    const gone = this.#chunks.shift()?.length ?? 0;
    this.#firstSeq += gone;
    this.#length -= gone;
  }
}
