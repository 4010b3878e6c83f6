/** Events for the judge's tests. */

import type { EventOf } from '../../core/trace/events.ts';
import { firstState } from '../../core/trace/first-state.ts';

/** The server applied the entry of term 1 at this index, with this answer. */
export function applied(node: string, index: number, result: string): EventOf<'log.apply'> {
  const stamps = { seq: 1, t: 0, hlc: [0, 0] satisfies [number, number], n: 1, node, inc: 1, state: firstState };
  return { ...stamps, ev: 'log.apply', apply: { entries: [{ index, term: 1, duplicate: false, result }] } };
}
