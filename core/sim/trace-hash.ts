/** The fingerprint of a run: SHA-256 over its events as JSON lines. Two runs of one seed have the same, bit for bit. */
import { createHash } from 'node:crypto';
import type { TraceEvent } from '../trace/events.ts';

/** Events joined before they are hashed: many small updates cost more than one. */
const BATCH = 256;

export class TraceHash {
  readonly #hash = createHash('sha256');
  #lines = '';
  #waiting = 0;

  add(event: TraceEvent): void {
    this.#lines += `${JSON.stringify(event)}\n`;
    this.#waiting += 1;
    if (this.#waiting === BATCH) this.#flush();
  }

  /** Hexadecimal. Ends the run: nothing can be added after it. */
  digest(): string {
    this.#flush();
    return this.#hash.digest('hex');
  }

  #flush(): void {
    this.#hash.update(this.#lines);
    this.#lines = '';
    this.#waiting = 0;
  }
}
