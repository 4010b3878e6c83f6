/** Lowe's cache: which operations had a place, and the value that stood then. Exact, so that nothing is skipped wrongly. */
import type { State } from './model.ts';

export class Tried {
  readonly #keys = new Set<string>();
  readonly #states = new Map<State, number>();
  #size = 0;

  /** Characters held. */
  get size(): number {
    return this.#size;
  }

  /**
   * `rest`: what else decides what may come next. `highest`: the last operation in the order of asking that has a place; `skipped`: those before it that have none;
   * `infos`: those without an outcome that have one. False when it was there already.
   */
  add(state: State, rest: string, highest: number, skipped: readonly number[], infos: readonly number[]): boolean {
    const sorted = infos.length < 2 ? infos : [...infos].sort((one, other) => one - other);
    const key = `${this.#numberOf(state)} ${rest} ${highest} ${skipped.join()} ${sorted.join()}`;
    const before = this.#keys.size;
    this.#keys.add(key);
    if (this.#keys.size === before) return false;
    this.#size += key.length;
    return true;
  }

  #numberOf(state: State): number {
    const known = this.#states.get(state);
    if (known !== undefined) return known;
    const fresh = this.#states.size;
    this.#states.set(state, fresh);
    if (typeof state === 'string') this.#size += state.length;
    return fresh;
  }
}
