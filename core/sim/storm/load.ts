/** Clients that keep a cluster busy: each asks for one random operation after the other. */
import type { Dice } from '../dice.ts';
import type { Stage } from '../stage.ts';

export interface LoadSettings {
  readonly clients: number;
  /** The longest pause between two operations of a client, µs. */
  readonly thinkMicros: number;
}

export class Load {
  readonly #stage: Stage;
  readonly #dice: Dice;
  readonly #settings: LoadSettings;
  #stopped = false;

  constructor(stage: Stage, dice: Dice, settings: LoadSettings) {
    this.#stage = stage;
    this.#dice = dice;
    this.#settings = settings;
  }

  start(): void {
    for (let at = 1; at <= this.#settings.clients; at += 1) this.#think(`c${at}`);
  }

  /** What was asked is waited for; nothing new is asked. */
  stop(): void {
    this.#stopped = true;
  }

  #think(client: string): void {
    this.#stage.after(this.#dice.whole(0, this.#settings.thinkMicros), () => {
      if (this.#stopped) return;
      const operation = this.#randomOperation();
      const read = operation.startsWith('get ') ? this.#dice.pick(reads) : null;
      const how = read === null ? {} : { read };
      this.#stage.do({ call: 'client.submit', client, operation, ...how }, () => this.#think(client));
    });
  }

  #randomOperation(): string {
    const key = `k${this.#dice.whole(1, 4)}`;
    const value = this.#dice.whole(0, 9);
    const kind = this.#dice.pickWeighted(kinds);
    return kind.write(key, value, this.#dice.whole(0, 9));
  }
}

/** null: as the cluster's rule says. */
const reads = [null, null, 'linearizable', 'follower', 'local'] as const;

const kinds: readonly { weight: number; write: (key: string, value: number, other: number) => string }[] = [
  { weight: 4, write: (key, value) => `put ${key} ${value}` },
  { weight: 5, write: (key) => `get ${key}` },
  { weight: 3, write: (key, value, other) => `cas ${key} ${value} ${other}` },
  { weight: 3, write: (key, value) => `append ${key} ${value}` },
  { weight: 1, write: (key) => `del ${key}` },
];
