/** What one key does, said without servers: from the value it holds, whether an answer is right and what it holds then. */
import type { Operation, Value } from '../history/operation.ts';

/** `kv`: a missing key reads as null or as the empty text. `register`: it holds null until it is written. */
export type ModelName = 'kv' | 'register';

/** What a key holds when a recording begins in the middle: anything, until somebody tells. */
export const anything: unique symbol = Symbol('anything');

export type State = Value | typeof anything;

/** The next state; undefined when the answer cannot be right in this one. */
export type Model = (state: State, operation: Operation) => State | undefined;

export const models: Readonly<Record<ModelName, Model>> = {
  kv: (state, operation) => next(state, operation, true),
  register: (state, operation) => next(state, operation, false),
};

/** An unknown answer may be any. */
function next(state: State, { action, answer }: Operation, emptyIsMissing: boolean): State | undefined {
  switch (action.f) {
    case 'get':
      if (answer === undefined || state === answer) return state;
      if (state === anything) return answer;
      return emptyIsMissing && state === null && answer === '' ? state : undefined;
    case 'put':
      return action.value;
    case 'del':
      if (answer !== undefined && state !== anything && answer !== (state !== null)) return undefined;
      return null;
    case 'append':
      return appended(state, action.value, answer);
    case 'cas': {
      if (state === anything) return answer === true ? action.to : state;
      const isEqual = state === action.from;
      if (answer === undefined) return isEqual ? action.to : state;
      // A store in which a missing key is empty compares it so; ours does not.
      const mayBeEqual = isEqual || (emptyIsMissing && state === null && action.from === '');
      if (answer === true) return mayBeEqual ? action.to : undefined;
      return isEqual ? undefined : state;
    }
    default:
      return action satisfies never;
  }
}

function appended(state: State, tail: string, answer: Operation['answer']): State | undefined {
  if (state === anything) return answer === undefined ? state : answer;
  const value = `${state ?? ''}${tail}`;
  return answer === undefined || answer === value ? value : undefined;
}

/** It changes nothing whatever it is told, so it may as well stand at the first moment at which it is right. */
export function changesNothing({ action, answer }: Operation): boolean {
  return action.f === 'get' || (action.f === 'cas' && answer === false);
}

/** It wipes out what was there before, unseen. */
export function isBlind({ action, answer }: Operation): boolean {
  return action.f === 'put' || (action.f === 'del' && answer === undefined);
}
