/** One operation of a client's history: what was asked of one key, between which two moments, and what came of it. */

import type { Operation as Asked } from '../../machine/command.ts';

/** What a key can hold in a history; our own store holds text. */
export type Value = string | number | boolean | null;

export type Action =
  | { readonly f: 'get' }
  | { readonly f: 'put'; readonly value: Value }
  | { readonly f: 'append'; readonly value: string }
  | { readonly f: 'cas'; readonly from: Value; readonly to: Value }
  | { readonly f: 'del' };

/** What an ok told: a get its value; cas and del whether they changed anything; append what stands afterwards. */
export type Answer = Value | undefined;

export interface Operation {
  readonly key: string;
  readonly action: Action;
  /** Who asked: a client of a trace, a process of a file. */
  readonly process: string;
  /** ok: took effect between the two moments. info: at any moment after the first, or never. */
  readonly outcome: 'ok' | 'info';
  /** undefined where it is not known; always for info. */
  readonly answer: Answer;
  /** Places in one order of all events: `seq` of a trace, or the line of a file. The second is null for info. */
  readonly invokedAt: number;
  readonly endedAt: number | null;
}

/** What our own store was asked. */
export function actionOf(asked: Asked): Action {
  switch (asked.op) {
    case 'get':
    case 'del':
      return { f: asked.op };
    case 'put':
    case 'append':
      return { f: asked.op, value: asked.value };
    case 'cas':
      return { f: 'cas', from: asked.from, to: asked.to };
    default:
      return asked satisfies never;
  }
}

/** As a person would write it: `get x → 7`. */
export function describe({ key, action, answer, outcome }: Operation): string {
  const words = [action.f, key, ...argumentsOf(action)].join(' ');
  if (outcome === 'info') return `${words} → unknown`;
  return answer === undefined ? words : `${words} → ${textOf(answer)}`;
}

function argumentsOf(action: Action): string[] {
  switch (action.f) {
    case 'put':
    case 'append':
      return [textOf(action.value)];
    case 'cas':
      return [textOf(action.from), textOf(action.to)];
    default:
      return [];
  }
}

const SHOWN = 80;

export function textOf(value: Value): string {
  const text = String(typeof value === 'string' && /^[^\s"]+$/.test(value) ? value : JSON.stringify(value));
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
