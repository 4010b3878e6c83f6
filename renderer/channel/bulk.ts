/**
 * Reads recordings in a worker over a connection of its own: receiving some hundred megabytes is work that would hold up
 * the page.
 */
import type { ParamsInput, Reply, Result } from '../../core/contract/lab-api.ts';
import { startWorker } from '../parts/worker.ts';
import address from './worker/bulk.worker.ts?worker&url';

type Method = 'recording.read';

export interface BulkCall {
  readonly id: number;
  readonly token: string;
  readonly params: ParamsInput<Method>;
}

export interface BulkReply {
  readonly id: number;
  readonly reply: Reply<Result<Method>>;
}

interface Waiting {
  resolve(reply: BulkReply['reply']): void;
  reject(error: Error): void;
}

/** After this the second connection is closed: it is told of everything that happens, too. */
const IDLE_MS = 5000;

export class BulkReader {
  readonly #token: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #last = 0;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(token: string) {
    this.#token = token;
  }

  read(params: BulkCall['params']): Promise<BulkReply['reply']> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#last += 1;
    const id = this.#last;
    this.#worker.postMessage({ id, token: this.#token, params } satisfies BulkCall);
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #start(): Worker {
    const worker = startWorker(address, 'bulk');
    worker.addEventListener('message', ({ data }: MessageEvent<BulkReply>) => {
      this.#waiting.get(data.id)?.resolve(data.reply);
      this.#waiting.delete(data.id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#stop(), IDLE_MS);
    });
    worker.addEventListener('error', ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message || 'the second connection failed'));
      this.#waiting.clear();
      this.#stop();
    });
    return worker;
  }

  #stop(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}
