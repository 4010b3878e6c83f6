/** What conditions say about numbers of elections and messages. */

import type { ClusterView } from '../../trace/view-types.ts';
import type { Cast } from '../cast.ts';
import type { Counts } from '../counts.ts';
import { type Bounds, missedBound } from '../language/bounds.ts';
import type { Condition } from '../language/condition.ts';
import type { Selector } from '../language/names.ts';

type Counted = Bounds & { readonly since?: string | undefined };

export function electionsProblem(what: 'elections' | 'leaders', expected: Counted, counts: Counts): string | null {
  const missed = missedBound(counts[what](expected.since), expected);
  const words = { elections: 'elections begun', leaders: 'elections won' }[what];
  return missed === null ? null : `the number of ${words}${sinceWords(expected)} is ${missed}`;
}

export function sentProblem(
  expected: NonNullable<Condition['sent']>,
  view: ClusterView,
  cast: Cast,
  counts: Counts,
): string | null {
  const ends: [readonly string[] | null, readonly string[] | null] = [null, null];
  for (const [at, selector] of [expected.from, expected.to].entries()) {
    const resolved = endOf(selector, view, cast);
    if (typeof resolved === 'string') return resolved;
    ends[at] = resolved;
  }
  const { kinds, of } = expected;
  const [from, to] = ends;
  const picked = counts.sent(expected.since).filter((sent) => {
    const isKind = kinds === undefined ? isBetweenServers(sent) : kinds.some((kind) => kind === sent.kind);
    return isKind && (from?.includes(sent.from) ?? true) && (to?.includes(sent.to) ?? true);
  });
  const missed = missedBound(
    picked.reduce((sum, sent) => sum + sent[of], 0),
    expected,
  );
  const what = kinds === undefined ? of : `${of} of ${kinds.join(' and ')}`;
  return missed === null ? null : `the number of ${what} sent${sinceWords(expected)} is ${missed}`;
}

function endOf(selector: Selector | undefined, view: ClusterView, cast: Cast): readonly string[] | string | null {
  if (selector === undefined) return null;
  const resolved = cast.resolve(view, selector);
  return resolved.ok ? resolved.nodes : resolved.why;
}

function isBetweenServers({ from, to }: { readonly from: string; readonly to: string }): boolean {
  return from.startsWith('S') && to.startsWith('S');
}

function sinceWords({ since }: Counted): string {
  return since === undefined ? '' : ` since ${since}`;
}
