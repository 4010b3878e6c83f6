/**
 * Writes a run's trace to disk while it happens: numbered files of JSON lines and a manifest. What `append` took is in
 * the file a second later at most. A disk that fails ends the recording, never the cluster.
 */
import { mkdir } from 'node:fs/promises';
import type { TraceEvent, TraceHeader } from '../trace/events.ts';
import { causeOf } from './file-errors.ts';
import { manifestOf, writeManifest } from './manifest.ts';
import { Segment } from './segment.ts';

export interface TraceWriterOptions {
  /** Made if it does not exist; must not hold a recording. */
  readonly folder: string;
  /** Called once, with a sentence for the user, when the recording had to stop. */
  readonly onError: (sentence: string) => void;
  readonly segmentEvents?: number;
  readonly segmentBytes?: number;
  readonly flushMs?: number;
}

/** So much may wait for a slow disk before the recording gives up. */
const MOST_WAITING_BYTES = 128 * 1024 * 1024;

export class TraceWriter {
  readonly #options: Required<TraceWriterOptions>;
  readonly #segments: Segment[] = [];
  #header: TraceHeader | null = null;
  #headerLine = '';
  #droppedEvents = 0;
  #waitingBytes = 0;
  #work: Promise<void>;
  #timer: NodeJS.Timeout | null = null;
  #state: 'open' | 'closed' | 'failed' = 'open';

  constructor(options: TraceWriterOptions) {
    this.#options = { segmentEvents: 200_000, segmentBytes: 64 * 1024 * 1024, flushMs: 250, ...options };
    this.#work = Promise.resolve();
    this.#enqueue(async () => {
      await mkdir(this.#options.folder, { recursive: true });
    });
  }

  /** The first event must be the run's trace.header. After an error events are no longer taken. */
  append(event: TraceEvent): void {
    if (this.#state !== 'open') return;
    const line = `${JSON.stringify(event)}\n`;
    const bytes = Buffer.byteLength(line);
    if (event.ev === 'trace.gap') this.#droppedEvents += event.gap.count;
    if (event.ev === 'trace.header') {
      this.#header = event.header;
      this.#headerLine = line;
    }
    this.#segmentFor(event.seq, bytes).add(line, bytes, event.seq);
    this.#waitingBytes += bytes;
    this.#timer ??= setTimeout(() => this.#flush(), this.#options.flushMs);
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#giveUp();
  }

  /** Everything taken is in the files and the manifest is final when this resolves; it never rejects. */
  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closed';
      this.#flush();
      this.#enqueue(() => this.#endSegment(this.#segments.at(-1)));
    }
    await this.#work;
  }

  #segmentFor(seq: number, size: number): Segment {
    const { segmentEvents, segmentBytes, folder } = this.#options;
    const current = this.#segments.at(-1);
    if (current !== undefined) {
      if (current.record.events < segmentEvents && current.record.bytes + size <= segmentBytes) return current;
      this.#enqueue(() => this.#endSegment(current));
    }
    const next = new Segment(folder, this.#segments.length + 1, seq);
    if (current !== undefined) next.addHeader(this.#headerLine);
    this.#segments.push(next);
    this.#enqueue(() => this.#writeManifest());
    return next;
  }

  #flush(): void {
    this.#stopTimer();
    const current = this.#segments.at(-1);
    if (current === undefined) return;
    this.#enqueue(async () => {
      this.#waitingBytes -= await current.flush();
    });
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #endSegment(segment: Segment | undefined): Promise<void> {
    if (segment === undefined) return;
    this.#waitingBytes -= await segment.flush();
    await segment.close();
    await this.#writeManifest();
  }

  async #writeManifest(): Promise<void> {
    if (this.#header === null) return;
    const segments = this.#segments.map((segment) => ({ ...segment.record }));
    await writeManifest(this.#options.folder, manifestOf(this.#header, segments, this.#droppedEvents));
  }

  /** One piece of work after the other, and none after an error. */
  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#state === 'failed' ? undefined : work()))
      .catch((error) => this.#fail(error));
  }

  #giveUp(): void {
    const failing = this.#fail(new Error('the disk is too slow for so many events; record to another disk'));
    this.#work = Promise.all([this.#work, failing]).then(() => undefined);
  }

  async #fail(error: unknown): Promise<void> {
    if (this.#state === 'failed') return;
    this.#state = 'failed';
    this.#stopTimer();
    const cause = causeOf(error);
    this.#options.onError(`The recording in ${this.#options.folder} stopped: ${cause}. The cluster goes on.`);
    for (const segment of this.#segments) await segment.abandon();
  }
}
