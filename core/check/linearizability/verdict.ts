/** What a search that found no order has to say: how far it came, and which operations contradict each other there. */
import { describe, type Operation, textOf } from '../history/operation.ts';
import type { DeadEnd, KeySearch, Placed } from './key-search.ts';
import { anything, changesNothing } from './model.ts';

export interface Clash {
  readonly key: string;
  /** A sentence. */
  readonly detail: string;
  /** The longest order of operations that was found. */
  readonly prefix: readonly Operation[];
  /** The operation that must come next and cannot, after the one whose value it contradicts, if there is one. */
  readonly clash: readonly Operation[];
}

export function clashOf({ key, deadEnd }: KeySearch): Clash {
  if (deadEnd === null) return { key, detail: `Nothing of ${textOf(key)} fits.`, prefix: [], clash: [] };
  const prefix = inOrder(deadEnd.placed);
  const cause = prefix.findLast((operation) => !changesNothing(operation));
  const clash = cause === undefined ? [deadEnd.blocked] : [cause, deadEnd.blocked];
  return { key, detail: sentenceOf(key, deadEnd, prefix.length, cause), prefix, clash };
}

function sentenceOf(key: string, { state, blocked }: DeadEnd, count: number, cause: Operation | undefined): string {
  const value = state === anything ? 'an unknown value' : textOf(state);
  const by = cause === undefined ? '' : ` by "${describe(cause)}" of ${cause.process}`;
  return `After ${count} operations in the longest order that works, ${textOf(key)} holds ${value}${by}; "${describe(blocked)}" of ${blocked.process} must come next and cannot.`;
}

function inOrder(placed: Placed | null): Operation[] {
  const operations: Operation[] = [];
  for (let at = placed; at !== null; at = at.before) operations.push(at.operation);
  return operations.reverse();
}
