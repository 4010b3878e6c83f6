/** The reader as the page talks to it: it is given files and bytes, and answers with events. */
import type { FromReader, ToReader } from '../messages.ts';
import type { TraceFile } from '../source.ts';
import { readTrace } from './read-trace.ts';

export class ReadingSession {
  readonly #answer: (message: FromReader) => void;
  readonly #given: ToReader[] = [];
  #wake = () => {};

  constructor(answer: (message: FromReader) => void) {
    this.#answer = answer;
  }

  take(message: ToReader): void {
    if (message.kind === 'begin') void this.#read(message);
    else this.#given.push(message);
    this.#wake();
  }

  async #read({ expected, isGrowing }: Extract<ToReader, { kind: 'begin' }>): Promise<void> {
    const source = { expected, isGrowing, files: () => this.#files() };
    const ending = await readTrace(source, (lines) => this.#answer({ kind: 'events', text: lines.join('\n') }));
    this.#answer({ kind: 'ended', ...ending });
  }

  async *#files(): AsyncGenerator<TraceFile, void, undefined> {
    for (;;) {
      const message = await this.#next();
      if (message.kind === 'end') return finish(message.problem);
      if (message.kind === 'file') yield { bytes: () => this.#bytes() };
    }
  }

  /** Of the present file: until another one begins, or none. */
  async *#bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const message = await this.#next();
      if (message.kind === 'bytes') {
        yield message.bytes;
        this.#answer({ kind: 'read', bytes: message.bytes.length });
      } else {
        this.#given.unshift(message);
        return;
      }
    }
  }

  async #next(): Promise<ToReader> {
    for (;;) {
      const message = this.#given.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function finish(problem: string | null): void {
  if (problem !== null) throw new Error(problem);
}
