/** What is said on one connection in one turn of the event loop leaves in one packet: a packet costs more than a message. */
import type { Envelope } from '../node/ports.ts';
import { PACKET_BYTES } from './limits.ts';
import { bytesAtMost } from './wire.ts';

export class Outbox {
  readonly #write: (messages: readonly Envelope[]) => void;
  #messages: Envelope[] = [];
  #bytes = 0;

  constructor(write: (messages: readonly Envelope[]) => void) {
    this.#write = write;
  }

  /** The message leaves when the current callback has run, and sooner when the packet is full. False when none can hold it. */
  put(message: Envelope): boolean {
    const bytes = bytesAtMost(message);
    if (bytes > PACKET_BYTES) return false;
    if (this.#bytes + bytes > PACKET_BYTES) this.#flush();
    if (this.#messages.length === 0) process.nextTick(() => this.#flush());
    this.#messages.push(message);
    this.#bytes += bytes;
    return true;
  }

  #flush(): void {
    const messages = this.#messages;
    if (messages.length === 0) return;
    this.#messages = [];
    this.#bytes = 0;
    this.#write(messages);
  }
}
