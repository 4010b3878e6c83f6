/** Reads a trace in a worker beside the page, piece by piece, and as far as it can be read. */
import type { TraceEvent } from '../../core/trace/events.ts';
import { startWorker } from '../parts/worker.ts';
import type { Ending, FromReader, ToReader } from './messages.ts';
import type { TraceSource } from './source.ts';
import address from './worker/reading.worker.ts?worker&url';

/** So many pieces may be on their way to the worker: it never waits, and no long file lies in memory twice. */
const MOST_AHEAD = 3;

export interface ReadingWork {
  readonly source: TraceSource;
  readonly signal: AbortSignal;
  /** Events in order, numbered without holes: lines of JSON that were checked. `bytes`: read so far, of the source's size. */
  readonly take: (lines: readonly string[], bytes: number) => void;
}

export type Outcome =
  | { readonly kind: 'loaded'; readonly notices: readonly string[] }
  | { readonly kind: 'cancelled' }
  /** As the end of a sentence: why there is nothing to show. */
  | { readonly kind: 'noTrace'; readonly why: string };

/** The lines that `take` is given, as events; they need no second check. */
export function eventsIn(lines: readonly string[]): TraceEvent[] {
  return lines.map((line) => JSON.parse(line));
}

export async function openTrace(work: ReadingWork): Promise<Outcome> {
  const worker = startWorker(address, 'reader');
  try {
    const { ended } = new Reading(work, worker);
    const ending = await Promise.race([ended, aborted(work.signal)]);
    return ending === null ? { kind: 'cancelled' } : outcomeOf(ending);
  } catch (error) {
    return { kind: 'noTrace', why: error instanceof Error ? error.message : String(error) };
  } finally {
    worker.terminate();
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}

function outcomeOf({ events, problem, notices }: Ending): Outcome {
  if (events === 0) return { kind: 'noTrace', why: problem ?? 'there are no events in it' };
  if (problem === null) return { kind: 'loaded', notices };
  const count = events.toLocaleString('en');
  return { kind: 'loaded', notices: [`Read ${count} events; the rest cannot be read: ${problem}.`, ...notices] };
}

class Reading {
  readonly ended: Promise<Ending>;
  readonly #work: ReadingWork;
  readonly #worker: Worker;
  #bytes = 0;
  #ahead = 0;
  #isOver = false;
  #wake = () => {};

  constructor(work: ReadingWork, worker: Worker) {
    this.#work = work;
    this.#worker = worker;
    this.ended = new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<FromReader>) => {
        if (data.kind === 'ended') resolve(data);
        else if (!work.signal.aborted) this.#hear(data);
      });
      worker.addEventListener('error', ({ message }) =>
        reject(new Error(message || 'The reader could not be started.')),
      );
    });
    this.ended.finally(() => this.#end()).catch(() => undefined);
    void this.#feed();
  }

  #hear(data: Exclude<FromReader, { kind: 'ended' }>): void {
    if (data.kind === 'events') return this.#work.take(data.text.split('\n'), this.#bytes);
    this.#bytes += data.bytes;
    this.#ahead -= 1;
    this.#wake();
  }

  #end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** What the source cannot give is said to the worker, which knows how far it came. */
  async #feed(): Promise<void> {
    const { source } = this.#work;
    this.#send({ kind: 'begin', expected: source.expected, isGrowing: source.isGrowing });
    try {
      for await (const file of source.files()) {
        this.#send({ kind: 'file' });
        for await (const bytes of file.bytes()) {
          await this.#room();
          if (this.#mayStop()) return;
          this.#give(bytes);
        }
      }
      this.#send({ kind: 'end', problem: null });
    } catch (error) {
      this.#send({ kind: 'end', problem: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Returns when the worker has little left to read, or nothing is read any more. */
  async #room(): Promise<void> {
    while (this.#ahead >= MOST_AHEAD && !this.#mayStop()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #give(bytes: Uint8Array): void {
    this.#ahead += 1;
    this.#worker.postMessage({ kind: 'bytes', bytes } satisfies ToReader, [bytes.buffer]);
  }

  #mayStop(): boolean {
    return this.#isOver || this.#work.signal.aborted;
  }

  #send(message: ToReader): void {
    this.#worker.postMessage(message);
  }
}
