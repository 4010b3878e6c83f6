/** The replicated log of a view: entries after the compacted prefix (§7), asked for and changed by their index. */
import type { EntryRecord } from './events.ts';
import type { NodeView } from './view-types.ts';

type LogView = Pick<NodeView, 'snapshotIndex' | 'snapshotTerm' | 'log'>;

/** null where the log has no such entry any more, or yet. */
export function entryAt({ log, snapshotIndex }: LogView, index: number): EntryRecord | null {
  return log[index - snapshotIndex - 1] ?? null;
}

/** The index of the last entry, compacted or not; 0 for an empty log. */
export function lastIndexOf({ log, snapshotIndex }: LogView): number {
  return snapshotIndex + log.length;
}

/** The term at `index`, also of the last compacted entry; null where it is not known. */
export function termAt(node: LogView, index: number): number | null {
  if (index === node.snapshotIndex) return node.snapshotTerm;
  return entryAt(node, index)?.term ?? null;
}

/** The entries supersede all from the first one's index on. A piece that leaves a hole cannot be placed. */
export function extendLog(node: LogView, entries: readonly EntryRecord[]): void {
  const [first] = entries;
  if (first === undefined || first.index <= node.snapshotIndex || first.index > lastIndexOf(node) + 1) return;
  cutLog(node, first.index);
  for (const entry of entries) node.log.push(entry);
}

/** The entry at `fromIndex` and all after it are gone. */
export function cutLog({ log, snapshotIndex }: LogView, fromIndex: number): void {
  log.length = Math.min(log.length, Math.max(0, fromIndex - snapshotIndex - 1));
}

/** A snapshot stands for the log up to its last entry; what comes after stays, or the log is void as a whole. */
export function compactLog(node: LogView, index: number, term: number, keepsLog: boolean): void {
  if (index < node.snapshotIndex) return;
  if (keepsLog) node.log.splice(0, index - node.snapshotIndex);
  else node.log.length = 0;
  node.snapshotIndex = index;
  node.snapshotTerm = term;
}
