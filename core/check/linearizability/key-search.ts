/**
 * Wing and Gong's search with Lowe's cache, for one key: operations are put into an order one by one, and a set of placed
 * operations that was left without success at the same value is never tried again.
 */
import type { Operation } from '../history/operation.ts';
import { changesNothing, isBlind, type Model, type State } from './model.ts';
import { OpenOperations } from './open-operations.ts';
import { Tried } from './tried.ts';

/** The operations in their order, the last one first. */
export interface Placed {
  readonly operation: Operation;
  readonly before: Placed | null;
  readonly count: number;
}

interface Choice {
  readonly at: number;
  readonly isInfo: boolean;
  /** Any other order would be no better, so there is nothing else to try in its place. */
  readonly isForced: boolean;
  readonly state: State;
  readonly isBlindBarred: boolean;
  readonly lastBlind: number;
  readonly highest: number;
  readonly placed: Placed | null;
}

/** The longest order that was found, and the operation that must come next and cannot. */
export interface DeadEnd {
  readonly placed: Placed | null;
  readonly state: State;
  readonly blocked: Operation;
}

export class KeySearch {
  readonly key: string;
  readonly #model: Model;
  readonly #open: OpenOperations;
  /** They may take effect late or never, so they are only tried where nothing else fits. */
  readonly #infos: readonly Operation[];
  readonly #isTaken: boolean[];
  readonly #takenInfos: number[] = [];
  /** By operation of `#infos`: the last one before it that asks for the same; -1 when there is none. */
  readonly #twins: readonly number[];
  readonly #tried = new Tried();
  readonly #choices: Choice[] = [];
  #state: State;
  /**
   * No write may come next that wipes out unseen what stands. Not after an operation without an outcome, which would be
   * useless then; and of many blind writes in a row all but the last are in the order of asking, as any order does.
   */
  #isBlindBarred = false;
  /** The last operation placed, if it is a blind write that ended; else -1. */
  #lastBlind = -1;
  #highest = -1;
  #placed: Placed | null = null;
  #nextOk = 0;
  #nextInfo = 0;
  #deadEnd: DeadEnd | null = null;
  #steps = 0;

  constructor(key: string, operations: readonly Operation[], model: Model, start: State) {
    const inOrder = [...operations].sort((one, other) => one.invokedAt - other.invokedAt);
    this.key = key;
    this.#model = model;
    this.#open = new OpenOperations(inOrder.filter(({ outcome }) => outcome === 'ok'));
    this.#infos = inOrder.filter((operation) => operation.outcome === 'info' && !changesNothing(operation));
    this.#isTaken = this.#infos.map(() => false);
    this.#twins = twinsOf(this.#infos);
    this.#state = start;
  }

  /** Characters that the cache holds. */
  get cacheSize(): number {
    return this.#tried.size;
  }

  /** Answers looked at so far. */
  get steps(): number {
    return this.#steps;
  }

  get left(): number {
    return this.#open.left;
  }

  get deadEnd(): DeadEnd | null {
    return this.#deadEnd;
  }

  /** Searches on for about so many steps. */
  advance(steps: number): 'ok' | 'violation' | 'open' {
    const end = this.#steps + steps;
    while (this.#steps < end) {
      if (this.#open.left === 0) return 'ok';
      if (this.#placeForced() || this.#placeOk() || this.#placeInfo()) continue;
      this.#keepDeadEnd();
      if (!this.#goBack()) return 'violation';
    }
    return 'open';
  }

  #placeForced(): boolean {
    if (this.#nextOk > 0 || this.#nextInfo > 0) return false;
    for (const at of this.#open.candidates(0)) {
      const operation = this.#open.operations[at];
      if (operation === undefined || !changesNothing(operation)) continue;
      if (this.#next(operation) !== this.#state) continue;
      this.#place(at, operation, this.#state, false, true);
      return true;
    }
    return false;
  }

  #placeOk(): boolean {
    for (const at of this.#open.candidates(this.#nextOk)) {
      const operation = this.#open.operations[at];
      if (operation === undefined || (this.#isBlindBarred && isBlind(operation))) continue;
      const next = this.#next(operation);
      if (next === undefined) continue;
      this.#place(at, operation, next, false, false);
      if (this.#isNew()) return true;
      this.#undo();
    }
    return false;
  }

  /** One that changes nothing, or is wiped out unseen, may as well never take effect. */
  #placeInfo(): boolean {
    const limit = this.#open.operations[this.#open.mostUrgent]?.endedAt ?? 0;
    for (let at = this.#nextInfo; at < this.#infos.length; at += 1) {
      const operation = this.#infos[at];
      if (operation === undefined || operation.invokedAt > limit) return false;
      if (this.#isTaken[at] === true || (this.#isBlindBarred && isBlind(operation))) continue;
      // Of two that ask for the same, the one that was asked first can do whatever the other can.
      if (this.#isTaken[this.#twins[at] ?? -1] === false) continue;
      const next = this.#next(operation);
      if (next === undefined || next === this.#state) continue;
      this.#place(at, operation, next, true, false);
      if (this.#isNew()) return true;
      this.#undo();
    }
    return false;
  }

  #next(operation: Operation): State | undefined {
    this.#steps += 1;
    return this.#model(this.#state, operation);
  }

  #place(at: number, operation: Operation, next: State, isInfo: boolean, isForced: boolean): void {
    const before = this.#placed;
    const was: Omit<Choice, 'at' | 'isInfo' | 'isForced'> = {
      state: this.#state,
      isBlindBarred: this.#isBlindBarred,
      lastBlind: this.#lastBlind,
      highest: this.#highest,
      placed: before,
    };
    this.#choices.push({ at, isInfo, isForced, ...was });
    if (isInfo) {
      this.#isTaken[at] = true;
      this.#takenInfos.push(at);
    } else {
      this.#open.take(at);
      this.#highest = Math.max(this.#highest, at);
    }
    this.#state = next;
    const isBlindOk = !isInfo && isBlind(operation);
    this.#isBlindBarred = isInfo || (isBlindOk && at < this.#lastBlind);
    this.#lastBlind = isBlindOk ? at : -1;
    this.#placed = { operation, before, count: (before?.count ?? 0) + 1 };
    this.#nextOk = 0;
    this.#nextInfo = 0;
  }

  #isNew(): boolean {
    const skipped: number[] = [];
    for (const at of this.#open.candidates(0)) {
      if (at > this.#highest) break;
      skipped.push(at);
    }
    const rest = `${this.#isBlindBarred ? 1 : 0} ${this.#lastBlind}`;
    return this.#tried.add(this.#state, rest, this.#highest, skipped, this.#takenInfos);
  }

  /** Takes the last choice back, and all that followed from it by force; what comes after it is tried next. */
  #goBack(): boolean {
    let choice = this.#undo();
    while (choice?.isForced === true) choice = this.#undo();
    return choice !== undefined;
  }

  #undo(): Choice | undefined {
    const choice = this.#choices.pop();
    if (choice === undefined) return undefined;
    const { at, isInfo } = choice;
    if (isInfo) {
      this.#isTaken[at] = false;
      this.#takenInfos.pop();
    } else {
      this.#open.putBack(at);
    }
    this.#state = choice.state;
    this.#isBlindBarred = choice.isBlindBarred;
    this.#lastBlind = choice.lastBlind;
    this.#highest = choice.highest;
    this.#placed = choice.placed;
    this.#nextOk = isInfo ? Number.POSITIVE_INFINITY : at + 1;
    this.#nextInfo = isInfo ? at + 1 : 0;
    return choice;
  }

  #keepDeadEnd(): void {
    if (this.#deadEnd !== null && (this.#placed?.count ?? 0) <= (this.#deadEnd.placed?.count ?? 0)) return;
    const blocked = this.#open.operations[this.#open.mostUrgent];
    if (blocked !== undefined) this.#deadEnd = { placed: this.#placed, state: this.#state, blocked };
  }
}

function twinsOf(infos: readonly Operation[]): number[] {
  const last = new Map<string, number>();
  return infos.map(({ action }, at) => {
    const name = JSON.stringify(action);
    const twin = last.get(name) ?? -1;
    last.set(name, at);
    return twin;
  });
}
