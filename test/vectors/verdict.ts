/** What became of one case, and the comparison that only looks at what the case lists. */
import { isDeepStrictEqual } from 'node:util';

export type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'skipped'; readonly why: string };

export const passed: Verdict = { kind: 'passed' };

export function failed(why: string): Verdict {
  return { kind: 'failed', why };
}

export function skipped(why: string): Verdict {
  return { kind: 'skipped', why };
}

/** Passes when everything the case lists, in `then` or in one of `alsoOk`, is what was seen. */
export function compare(
  expected: Readonly<Record<string, unknown>>,
  seen: Readonly<Record<string, unknown>>,
  alsoOk: readonly Readonly<Record<string, unknown>>[] = [],
): Verdict {
  const problems = differences(expected, seen, '');
  if (problems.length === 0) return passed;
  if (alsoOk.some((other) => differences(other, seen, '').length === 0)) return passed;
  return failed(problems.join('; '));
}

/** Objects are compared field by field as far as `expected` lists them; lists have equal length; the rest is equal. */
export function differences(expected: unknown, seen: unknown, path: string): string[] {
  if (Array.isArray(expected) && Array.isArray(seen) && expected.length === seen.length) {
    return expected.flatMap((item, at) => differences(item, seen[at], `${path}[${at}]`));
  }
  if (isRecord(expected) && isRecord(seen)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value, seen[key], path ? `${path}.${key}` : key),
    );
  }
  if (isDeepStrictEqual(expected, seen)) return [];
  return [`${path} should be ${JSON.stringify(expected)} and is ${JSON.stringify(seen) ?? 'not there'}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
