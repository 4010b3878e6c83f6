/** The definition of linearizability, word for word (Herlihy and Wing 1990): tries every order. For a few operations only. */
import type { Operation } from '../../../core/check/history/operation.ts';

type Held = string | number | boolean | null;

/** Some order of all that ended, and of any of the others, contradicts no clock and gives every answer. */
export function isLinearizable(operations: readonly Operation[], emptyIsMissing: boolean): boolean {
  const keys = new Set(operations.map(({ key }) => key));
  return [...keys].every((key) =>
    hasOrder(
      operations.filter((each) => each.key === key),
      null,
      emptyIsMissing,
    ),
  );
}

function hasOrder(open: readonly Operation[], held: Held, emptyIsMissing: boolean): boolean {
  if (open.every(({ outcome }) => outcome === 'info')) return true;
  const ends = Math.min(...open.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY));
  return open.some((operation) => {
    if (operation.invokedAt > ends) return false;
    const rest = open.filter((other) => other !== operation);
    const next = after(operation, held, emptyIsMissing);
    return next !== 'wrong' && hasOrder(rest, next.held, emptyIsMissing);
  });
}

function after({ action, answer }: Operation, held: Held, emptyIsMissing: boolean): { held: Held } | 'wrong' {
  const told = (truth: Held) => answer === undefined || answer === truth;
  switch (action.f) {
    case 'get':
      return told(held) || (emptyIsMissing && held === null && answer === '') ? { held } : 'wrong';
    case 'put':
      return { held: action.value };
    case 'append':
      return told(`${held ?? ''}${action.value}`) ? { held: `${held ?? ''}${action.value}` } : 'wrong';
    case 'del':
      return told(held !== null) ? { held: null } : 'wrong';
    case 'cas':
      return told(held === action.from) ? { held: held === action.from ? action.to : held } : 'wrong';
  }
}
