/** One file of a recorded run while it is written: the next `limit` events, behind a header of their own. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { SegmentRecord } from './manifest.ts';

export class Segment {
  readonly #path: string;
  readonly #record: SegmentRecord;
  readonly #hash = createHash('sha256');
  #file: FileHandle | null = null;
  #lines: string[] = [];

  /** `number`: 1, 2, 3 … */
  constructor(folder: string, number: number, firstSeq: number) {
    const file = `events-${String(number).padStart(6, '0')}.jsonl`;
    this.#path = join(folder, file);
    this.#record = { file, events: 0, firstSeq, lastSeq: firstSeq - 1, bytes: 0, sha256: null, closed: false };
  }

  get record(): Readonly<SegmentRecord> {
    return this.#record;
  }

  /** Takes a line that is no event of its own: the header again. */
  addHeader(line: string): void {
    this.#lines.push(line);
    this.#record.bytes += Buffer.byteLength(line);
  }

  add(line: string, bytes: number, seq: number): void {
    this.#lines.push(line);
    this.#record.bytes += bytes;
    this.#record.events += 1;
    this.#record.lastSeq = seq;
  }

  /** Writes what was added since the last time, and answers how many bytes that were. One call at a time. */
  async flush(): Promise<number> {
    if (this.#lines.length === 0) return 0;
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#file ??= await open(this.#path, 'wx');
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
    return bytes.length;
  }

  /** After the last flush. */
  async close(): Promise<void> {
    await this.#file?.datasync();
    await this.#file?.close();
    this.#file = null;
    this.#record.sha256 = this.#hash.digest('hex');
    this.#record.closed = true;
  }

  /** After an error: gives the descriptor back and forgets what was not written. */
  async abandon(): Promise<void> {
    this.#lines = [];
    const file = this.#file;
    this.#file = null;
    await file?.close().catch(() => undefined);
  }
}
