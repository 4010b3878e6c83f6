/** What is known about the entry at one index, as the chosen leader's log has it (or, without a leader, anybody's). */
import type { EntryRecord } from '../../../core/trace/events.ts';
import { holdersOf } from '../../../core/trace/queries.ts';
import { entryAt } from '../../../core/trace/view-log.ts';
import type { ClusterView, NodeView } from '../../../core/trace/view-types.ts';
import { entryText } from '../../model/entry-text.ts';
import { membersIn } from '../../model/standing.ts';
import type { EntryTimes } from '../../stores/entry-times.ts';

export interface EntryFacts {
  readonly entry: EntryRecord;
  readonly text: string;
  /** `c1 #13`; empty for entries that no client asked for. */
  readonly request: string;
  /** Members that store it. */
  readonly holders: readonly string[];
  /** `S3 S4 S5, 3 of 5`. */
  readonly stored: string;
  readonly committedAt: number | null;
  readonly appliedAt: number | null;
  readonly duplicate: boolean;
}

/** null when no node has an entry there, or none any more. */
export function entryFacts(
  view: ClusterView,
  leader: NodeView | null,
  index: number,
  timesOf: (index: number, term: number) => EntryTimes,
): EntryFacts | null {
  const entry = entryOf(view, leader, index);
  if (entry === null) return null;
  const times = timesOf(index, entry.term);
  const members = membersIn(view);
  const holders = holdersOf(view, index, entry.term).filter((id) => members.includes(id));
  const count = `${holders.length} of ${members.length}`;
  return {
    entry,
    text: entryText(entry),
    request: entry.session === undefined ? '' : `${entry.session} #${entry.serial ?? ''}`,
    holders,
    stored: holders.length <= 5 && holders.length < members.length ? `${holders.join(' ')}, ${count}` : count,
    committedAt: times.committedAt,
    appliedAt: times.appliedAt,
    duplicate: times.duplicate,
  };
}

/** Where the leader has let go of it, rather the committed entry of another log than one that conflicts with it. */
function entryOf(view: ClusterView, leader: NodeView | null, index: number): EntryRecord | null {
  const nodes = [...view.nodes.values()];
  const knowing = nodes.filter(({ state }) => state.commitIndex >= index);
  const logs = [...(leader === null ? [] : [leader]), ...knowing, ...nodes];
  return logs.map((node) => entryAt(node, index)).find((entry) => entry !== null) ?? null;
}

/** The last index of the furthest snapshot that covers `index`; null when none does. */
export function snapshotOver(view: ClusterView, index: number): number | null {
  const furthest = Math.max(0, ...[...view.nodes.values()].map((node) => node.snapshotIndex));
  return index <= furthest ? furthest : null;
}
