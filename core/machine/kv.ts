/** The key-value store: the state machine's own part, which answers one operation at a time (§2, §8). */
import type { Operation } from './command.ts';
import { valueProblem } from './limits.ts';

/** What a client gets back. `error` says why an operation changed nothing. */
export type Answer =
  | { readonly ok: true }
  | { readonly value: string | null }
  | { readonly existed: boolean }
  | { readonly swapped: boolean; readonly value: string | null }
  | { readonly error: string };

/** A Map, so that keys such as `__proto__` are keys like any other. */
export type Store = Map<string, string>;

/**
 * Changes the store by one operation. A missing key reads as null, is never equal to `from`, and is appended to as if
 * it held the empty text. cas answers the value that stands after it.
 */
export function execute(store: Store, operation: Operation): Answer {
  switch (operation.op) {
    case 'put':
      store.set(operation.key, operation.value);
      return { ok: true };
    case 'get':
      return { value: store.get(operation.key) ?? null };
    case 'del':
      return { existed: store.delete(operation.key) };
    case 'cas':
      return compareAndSet(store, operation.key, operation.from, operation.to);
    case 'append':
      return append(store, operation.key, operation.value);
    default:
      return operation satisfies never;
  }
}

function compareAndSet(store: Store, key: string, from: string, to: string): Answer {
  const value = store.get(key) ?? null;
  if (value !== from) {
    return { swapped: false, value };
  }
  store.set(key, to);
  return { swapped: true, value: to };
}

function append(store: Store, key: string, tail: string): Answer {
  const value = (store.get(key) ?? '') + tail;
  const problem = valueProblem(value);
  if (problem !== null) {
    return { error: `nothing appended: ${problem}` };
  }
  store.set(key, value);
  return { value };
}
