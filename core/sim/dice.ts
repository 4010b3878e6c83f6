/** Seeded chance. Each part of a simulation rolls its own dice, so that one more roll here changes nothing there. */
import { nextRandom } from '../raft/random.ts';

export class Dice {
  #state: number;

  /** The same seed and name give the same rolls. */
  constructor(seed: number, name: string) {
    let mixed = (seed ^ 0x9e3779b9) >>> 0;
    for (const letter of name) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    this.#state = mixed;
  }

  /** Uniform in [0, 1). */
  readonly fraction = (): number => {
    const { state, fraction } = nextRandom(this.#state);
    this.#state = state;
    return fraction;
  };

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  happens(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the list, each as likely. Throws when the list is empty. */
  pick<Item>(list: readonly Item[]): Item {
    const picked = list[this.whole(0, list.length - 1)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** One of the list, by weight. */
  pickWeighted<Item extends { readonly weight: number }>(list: readonly Item[]): Item {
    let left = this.fraction() * list.reduce((sum, { weight }) => sum + weight, 0);
    const picked = list.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    return picked ?? this.pick(list);
  }

  /** The same items in another order. */
  shuffle<Item>(list: readonly Item[]): Item[] {
    const keyed = list.map((item) => ({ item, key: this.fraction() }));
    return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
  }
}
