/** Clients that keep a cluster busy: each asks for one random operation after the other. */
import type { Cluster } from '../cluster/cluster.ts';
import type { Clock } from '../node/ports.ts';
import type { Dice } from './dice.ts';

export interface LoadSettings {
  readonly clients: number;
  /** The longest pause between two operations of a client, µs. */
  readonly thinkMicros: number;
}

export class Load {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #settings: LoadSettings;
  #open = 0;
  #stopped = false;

  constructor(cluster: Cluster, clock: Clock, dice: Dice, settings: LoadSettings) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#dice = dice;
    this.#settings = settings;
  }

  /** Operations that have no outcome yet. */
  get open(): number {
    return this.#open;
  }

  start(): void {
    for (const client of this.#clients()) this.#think(client);
  }

  /** What was asked is waited for; nothing new is asked. */
  stop(): void {
    this.#stopped = true;
  }

  /** After the storm every client asks once more; `answered` says who was told ok. */
  askLast(answered: (client: string, ok: boolean) => void): void {
    for (const client of this.#clients()) this.#ask(client, 'get k1', (ok) => answered(client, ok));
  }

  #clients(): string[] {
    return Array.from({ length: this.#settings.clients }, (_, at) => `c${at + 1}`);
  }

  #think(client: string): void {
    this.#clock.setTimer(this.#dice.whole(0, this.#settings.thinkMicros), () => {
      if (!this.#stopped) this.#ask(client, this.#randomOperation(), () => this.#think(client));
    });
  }

  #ask(client: string, operation: string, then: (ok: boolean) => void): void {
    this.#open += 1;
    this.#cluster.call('client.submit', { client, operation }, (reply) => {
      this.#open -= 1;
      then(reply.ok && reply.value.status === 'ok');
    });
  }

  #randomOperation(): string {
    const key = `k${this.#dice.whole(1, 4)}`;
    const value = this.#dice.whole(0, 9);
    const kind = this.#dice.pickWeighted(kinds);
    return kind.write(key, value, this.#dice.whole(0, 9));
  }
}

const kinds: readonly { weight: number; write: (key: string, value: number, other: number) => string }[] = [
  { weight: 4, write: (key, value) => `put ${key} ${value}` },
  { weight: 3, write: (key) => `get ${key}` },
  { weight: 3, write: (key, value, other) => `cas ${key} ${value} ${other}` },
  { weight: 3, write: (key, value) => `append ${key} ${value}` },
  { weight: 1, write: (key) => `del ${key}` },
];
