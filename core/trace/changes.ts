/** What is different between two moments of one run, node by node: the marks that a step leaves behind. */
import { lastIndexOf, termAt } from './view-log.ts';
import type { ClusterView, NodeView, ProgressView } from './view-types.ts';

export interface NodeChanges {
  readonly status: boolean;
  readonly role: boolean;
  readonly term: boolean;
  readonly votedFor: boolean;
  readonly commitIndex: boolean;
  /** The entries that are new or other ones, first and last index; null without any. */
  readonly entries: { readonly from: number; readonly to: number } | null;
  /** The entries that are gone from the end; null without any. */
  readonly removed: { readonly from: number; readonly to: number } | null;
  /** Peers of which the leader believes something else now. */
  readonly nextIndex: ReadonlySet<string>;
  readonly matchIndex: ReadonlySet<string>;
}

/** Only nodes of which something is different. */
export type Changes = ReadonlyMap<string, NodeChanges>;

export const noChanges: Changes = new Map();

export function changesBetween(before: ClusterView, after: ClusterView): Changes {
  const changes = new Map<string, NodeChanges>();
  for (const [id, node] of after.nodes) {
    const known = before.nodes.get(id);
    if (known === undefined) continue;
    const found = nodeChanges(known, node);
    if (isAnything(found)) changes.set(id, found);
  }
  return changes;
}

function nodeChanges(before: NodeView, after: NodeView): NodeChanges {
  const same = lastSameIndex(before, after);
  const [lastBefore, lastAfter] = [lastIndexOf(before), lastIndexOf(after)];
  return {
    status: before.status !== after.status,
    role: before.state.role !== after.state.role,
    term: before.state.currentTerm !== after.state.currentTerm,
    votedFor: before.state.votedFor !== after.state.votedFor,
    commitIndex: before.state.commitIndex !== after.state.commitIndex,
    entries: lastAfter > same ? { from: same + 1, to: lastAfter } : null,
    removed: lastBefore > Math.max(same, lastAfter) ? { from: Math.max(same, lastAfter) + 1, to: lastBefore } : null,
    nextIndex: peersWith(before, after, ({ nextIndex }) => nextIndex),
    matchIndex: peersWith(before, after, ({ matchIndex }) => matchIndex),
  };
}

/** Where index and term are the same, all before them is the same too (Log Matching, §5.3). */
function lastSameIndex(before: NodeView, after: NodeView): number {
  let index = Math.min(lastIndexOf(before), lastIndexOf(after));
  const floor = Math.max(before.snapshotIndex, after.snapshotIndex);
  while (index > floor && termAt(before, index) !== termAt(after, index)) index -= 1;
  return index;
}

function peersWith(before: NodeView, after: NodeView, value: (progress: ProgressView) => number): Set<string> {
  const peers = new Set<string>();
  for (const [peer, progress] of after.progress) {
    const known = before.progress.get(peer);
    if (known !== undefined && value(known) !== value(progress)) peers.add(peer);
  }
  return peers;
}

function isAnything({ entries, removed, nextIndex, matchIndex, ...flags }: NodeChanges): boolean {
  if (entries !== null || removed !== null || nextIndex.size > 0 || matchIndex.size > 0) return true;
  return Object.values(flags).includes(true);
}
