/** Long histories of clients that ask a store which is linearizable: each operation takes effect somewhere in its time. */
import type { Action, Answer, Operation, Value } from '../../../core/check/history/operation.ts';
import { Dice } from '../../../core/sim/dice.ts';

export interface Wish {
  readonly operations: number;
  readonly keys: number;
  readonly clients: number;
  /** How many, of one, end without an outcome; half of those take effect. */
  readonly unknown: number;
  readonly seed: number;
}

interface Asked {
  readonly key: string;
  readonly action: Action;
  readonly process: string;
  readonly invokedAt: number;
  effect: { readonly answer: Answer; readonly isUnknown: boolean } | null;
}

export function manyOperations({ operations: count, keys, clients, unknown, seed }: Wish): Operation[] {
  const dice = new Dice(seed, 'many operations');
  const store = new Map<string, Value>();
  const open: (Asked | null)[] = Array.from({ length: clients }, () => null);
  const operations: Operation[] = [];
  let asked = 0;
  for (let moment = 0; operations.length < count; moment += 1) {
    const client = dice.whole(0, clients - 1);
    const own = open[client] ?? null;
    if (own === null) {
      if (asked === count) continue;
      asked += 1;
      open[client] = ask(dice, keys, client, moment);
    } else if (own.effect === null) {
      const isUnknown = dice.happens(unknown);
      const answer = isUnknown && dice.happens(0.5) ? undefined : takeEffect(store, own);
      own.effect = { answer, isUnknown };
    } else {
      operations.push(ended(own, own.effect, moment));
      open[client] = null;
    }
  }
  return operations;
}

function ask(dice: Dice, keys: number, client: number, invokedAt: number): Asked {
  const [one, other] = [`v${dice.whole(0, 19)}`, `v${dice.whole(0, 19)}`];
  const action = dice.pick<Action>([
    { f: 'get' },
    { f: 'get' },
    { f: 'put', value: one },
    { f: 'put', value: one },
    { f: 'cas', from: one, to: other },
    { f: 'append', value: 'x' },
    { f: 'del' },
  ]);
  return { key: `k${dice.whole(0, keys - 1)}`, action, process: `c${client}`, invokedAt, effect: null };
}

function takeEffect(store: Map<string, Value>, { key, action }: Asked): Answer {
  const held = store.get(key) ?? null;
  switch (action.f) {
    case 'get':
      return held;
    case 'put':
      store.set(key, action.value);
      return undefined;
    case 'append':
      store.set(key, `${held ?? ''}${action.value}`);
      return store.get(key);
    case 'del':
      return store.delete(key);
    case 'cas':
      if (held === action.from) store.set(key, action.to);
      return held === action.from;
  }
}

function ended(own: Asked, { answer, isUnknown }: NonNullable<Asked['effect']>, moment: number): Operation {
  const { effect: _, ...asked } = own;
  return isUnknown
    ? { ...asked, outcome: 'info', answer: undefined, endedAt: null }
    : { ...asked, outcome: 'ok', answer, endedAt: moment };
}
