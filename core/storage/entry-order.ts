/** The order of entries every storage insists on: an entry goes on with the log or supersedes a part of it (§5.3). */
import type { Entry } from '../raft/types.ts';

/** The last index after these entries are stored. Throws when one would leave a hole: its caller is broken. */
export function lastIndexAfter(lastIndex: number, entries: readonly Entry[]): number {
  let last = lastIndex;
  for (const { index } of entries) {
    if (index < 1 || index > last + 1) throw new Error(`entry ${index} would leave a hole after entry ${last}`);
    last = index;
  }
  return last;
}
