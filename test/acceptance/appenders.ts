/** Clients that append one character after the other, and the account of what must then be there, once each (§8). */
import type { SubmitOutcome } from '../../core/contract/lab-api.ts';

type Answer = Pick<SubmitOutcome, 'status' | 'why'>;

export type Ask = (client: string, operation: string, done: (answer: Answer) => void) => void;

export interface AppendersOptions {
  readonly clients: number;
  /** Of each client; a value stays short, and every place in it tells which append it was. */
  readonly keys?: number;
  /** All together; without it, until they are stopped. */
  readonly appends?: number;
}

export class Appenders {
  /** Commands that were not answered with ok. */
  readonly troubles: string[] = [];
  readonly #ask: Ask;
  readonly #clients: readonly string[];
  readonly #keys: number;
  readonly #values = new Map<string, string>();
  #left: number;
  #open = 0;
  #answered = 0;

  constructor(ask: Ask, { clients, keys = 20, appends = Number.POSITIVE_INFINITY }: AppendersOptions) {
    this.#ask = ask;
    this.#clients = Array.from({ length: clients }, (_, at) => `c${at + 1}`);
    this.#keys = keys;
    this.#left = appends;
  }

  get answered(): number {
    return this.#answered;
  }

  /** Nothing is asked any more, and all that was asked is answered. */
  get isOver(): boolean {
    return this.#left === 0 && this.#open === 0;
  }

  start(): void {
    for (const client of this.#clients) this.#append(client, 0);
  }

  stop(): void {
    this.#left = 0;
  }

  /** How the pairs of a server differ from what was acknowledged: nothing is lost, doubled or out of order. */
  differences(pairs: readonly (readonly [string, string])[]): string[] {
    const stored = new Map(pairs);
    return [...this.#values].flatMap(([key, value]) => {
      const there = stored.get(key) ?? '';
      return there === value ? [] : [`${key} is "${there}", not "${value}"`];
    });
  }

  #append(client: string, count: number): void {
    if (this.#left === 0) return;
    this.#left -= 1;
    this.#open += 1;
    const key = `${client}k${count % this.#keys}`;
    const digit = String(Math.floor(count / this.#keys) % 10);
    this.#ask(client, `append ${key} ${digit}`, ({ status, why }) => {
      this.#open -= 1;
      if (status === 'ok') {
        this.#answered += 1;
        this.#values.set(key, (this.#values.get(key) ?? '') + digit);
      } else this.troubles.push(`${client} append ${key} ${digit}: ${status}, ${why}`);
      this.#append(client, count + 1);
    });
  }
}
