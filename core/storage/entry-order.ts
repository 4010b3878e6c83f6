/** The order every storage insists on: entries go on with the log or supersede a part of it (§5.3), snapshots go on (§7). */
import type { StorageSave } from '../node/ports.ts';
import type { SnapshotSave } from '../raft/duties.ts';

/** What is stored of the log: the part up to `snapshotIndex` as a snapshot, the rest as entries. */
export interface LogExtent {
  readonly snapshotIndex: number;
  readonly lastIndex: number;
}

/** The extent after a save. Throws when the save would leave a hole or go back behind the snapshot: its caller is broken. */
export function extentAfter(extent: LogExtent, { snapshot, entries }: Omit<StorageSave, 'hardState'>): LogExtent {
  const { snapshotIndex, lastIndex } = snapshot === null ? extent : extentAfterSnapshot(extent, snapshot);
  let last = lastIndex;
  for (const { index } of entries) {
    if (index <= snapshotIndex) throw new Error(`entry ${index} is not after the snapshot up to ${snapshotIndex}`);
    if (index > last + 1) throw new Error(`entry ${index} would leave a hole after entry ${last}`);
    last = index;
  }
  return { snapshotIndex, lastIndex: last };
}

function extentAfterSnapshot(extent: LogExtent, { snapshot, keepsLog }: SnapshotSave): LogExtent {
  const { lastIncludedIndex } = snapshot;
  if (lastIncludedIndex < Math.max(1, extent.snapshotIndex)) {
    throw new Error(`a snapshot up to ${lastIncludedIndex} would replace the one up to ${extent.snapshotIndex}`);
  }
  const lastIndex = keepsLog ? Math.max(lastIncludedIndex, extent.lastIndex) : lastIncludedIndex;
  return { snapshotIndex: lastIncludedIndex, lastIndex };
}
