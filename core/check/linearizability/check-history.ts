/**
 * Linearizability of a history (Herlihy and Wing 1990), key by key, which is enough because keys know nothing of each
 * other. The keys take turns, so that a hard one does not hide what is wrong with another; and what the limits leave open
 * is called undecided.
 */
import type { Operation } from '../history/operation.ts';
import { KeySearch } from './key-search.ts';
import { anything, type ModelName, models } from './model.ts';
import { type Clash, clashOf } from './verdict.ts';

export interface Limits {
  /** Milliseconds of `now`; without them time does not count. */
  readonly milliseconds?: number;
  readonly now?: () => number;
  /** Answers looked at. */
  readonly steps?: number;
  /** Characters that the caches of all keys hold. */
  readonly cache?: number;
  /** The history begins in the middle of things: what the keys held before it is not known. */
  readonly isStartKnown?: boolean;
}

export type Verdict =
  | { readonly verdict: 'ok'; readonly operations: number; readonly keys: number; readonly steps: number }
  | ({ readonly verdict: 'violation'; readonly steps: number } & Clash)
  | {
      readonly verdict: 'undecided';
      readonly detail: string;
      readonly keys: readonly string[];
      readonly steps: number;
    };

const TURN = 2000;
const MOST_CACHE = 400_000_000;

export class HistoryCheck {
  readonly #limits: Limits;
  readonly #count: number;
  readonly #keys: number;
  readonly #startedAt: number;
  #searches: KeySearch[];
  #steps = 0;

  constructor(operations: readonly Operation[], model: ModelName, limits: Limits = {}) {
    const start = limits.isStartKnown === false ? anything : null;
    this.#limits = limits;
    this.#searches = [...byKey(operations)].map(([key, own]) => new KeySearch(key, own, models[model], start));
    this.#count = operations.length;
    this.#keys = this.#searches.length;
    this.#startedAt = limits.now?.() ?? 0;
  }

  /** Operations that have no place yet, of all. */
  get progress(): { readonly left: number; readonly of: number } {
    return { left: this.#searches.reduce((sum, { left }) => sum + left, 0), of: this.#count };
  }

  /** One turn of every key that is still open; null while there is more to do. */
  advance(): Verdict | null {
    const open: KeySearch[] = [];
    for (const search of this.#searches) {
      const before = search.steps;
      const state = search.advance(TURN);
      this.#steps += search.steps - before;
      if (state === 'violation') return { verdict: 'violation', steps: this.#steps, ...clashOf(search) };
      if (state === 'open') open.push(search);
    }
    this.#searches = open;
    if (open.length === 0) return { verdict: 'ok', operations: this.#count, keys: this.#keys, steps: this.#steps };
    const why = this.#exceeded(open);
    return why === null ? null : this.undecided(why);
  }

  /** What it comes to when nobody searches on; `why` is a sentence. */
  undecided(why: string): Verdict {
    const keys = this.#searches.map(({ key }) => key);
    return { verdict: 'undecided', detail: why, keys, steps: this.#steps };
  }

  #exceeded(open: readonly KeySearch[]): string | null {
    const { milliseconds, now, steps, cache = MOST_CACHE } = this.#limits;
    const took = (now?.() ?? 0) - this.#startedAt;
    if (milliseconds !== undefined && took > milliseconds) return `It was not decided within ${milliseconds / 1000} s.`;
    if (steps !== undefined && this.#steps > steps) return `It was not decided within ${steps} steps.`;
    const held = open.reduce((sum, { cacheSize }) => sum + cacheSize, 0);
    return held > cache ? `It was not decided within ${Math.round(cache / 1e6)} MB of memory.` : null;
  }
}

/** The whole check in one piece. */
export function checkHistory(operations: readonly Operation[], model: ModelName, limits: Limits = {}): Verdict {
  const check = new HistoryCheck(operations, model, limits);
  for (;;) {
    const verdict = check.advance();
    if (verdict !== null) return verdict;
  }
}

function byKey(operations: readonly Operation[]): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.key);
    if (group === undefined) groups.set(operation.key, [operation]);
    else group.push(operation);
  }
  return groups;
}
