/** What a server's own events say about its log: entries, the compacted prefix (§7) and the membership in force (§6). */
import type { ConfigurationRecord, EntryRecord, EventOf } from '../events.ts';
import { compactLog, extendLog } from '../view-log.ts';
import type { ConfigurationView, NodeView } from '../view-types.ts';

export function configurationView(record: ConfigurationRecord, index: number): ConfigurationView {
  const { voters, outgoing, learners, learnersNext = [], autoLeave = false } = record;
  return { voters, outgoing, learners, learnersNext, autoLeave, index };
}

/** A start begins with nothing; the disk's own events follow. */
export function forgetLog(node: NodeView): void {
  node.log = [];
  node.snapshotIndex = 0;
  node.snapshotTerm = 0;
  node.snapshotLength = null;
  node.configuration = node.firstConfiguration;
}

export function foldRestoredSnapshot(node: NodeView, event: EventOf<'log.restoreSnapshot'>): void {
  const { lastIncludedIndex, lastIncludedTerm, configuration, configurationIndex, length } = event.restoreSnapshot;
  compactLog(node, lastIncludedIndex, lastIncludedTerm, false);
  node.snapshotLength = length;
  node.configuration = configurationView(configuration, configurationIndex);
}

/** Restored entries bring their memberships into force without a note. */
export function foldRestoredEntries(node: NodeView, entries: readonly EntryRecord[]): void {
  extendLog(node, entries);
  const last = entries.findLast(({ kind }) => kind === 'configuration');
  if (last?.configuration !== undefined) node.configuration = configurationView(last.configuration, last.index);
}

export function foldCompact(node: NodeView, { compact }: EventOf<'log.compact'>): void {
  compactLog(node, compact.lastIncludedIndex, compact.lastIncludedTerm, compact.keepsLog);
  node.snapshotLength = compact.length;
}

export function foldConfiguration(node: NodeView, { configuration }: EventOf<'raft.configuration'>): void {
  node.configuration = configurationView(configuration.inForce, configuration.index);
}
