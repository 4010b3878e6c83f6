/** Whether a snapshot that is to come into force is the one whose file was written before (§7). */
import type { Snapshot } from '../../raft/types.ts';

/** Of one server: it applies the same entries in the same order, so index and term would do; the checksum makes sure. */
export function isSameSnapshot(one: Snapshot, other: Snapshot): boolean {
  return (
    one === other ||
    (one.lastIncludedIndex === other.lastIncludedIndex &&
      one.lastIncludedTerm === other.lastIncludedTerm &&
      one.checksum === other.checksum)
  );
}
