/** The replicated log as a table, nodes by index: what each cell holds and what the chosen leader makes of it. */
import type { EntryRecord } from '../../../core/trace/events.ts';
import { entryAt, lastIndexOf, termAt } from '../../../core/trace/view-log.ts';
import type { ClusterView, NodeView } from '../../../core/trace/view-types.ts';
import { entryText } from '../../model/entry-text.ts';

/** compacted: the entry is gone, and a snapshot stands for what it led to (§7). */
export type CellState = 'empty' | 'compacted' | 'committed' | 'uncommitted' | 'conflict';

export interface Cell {
  readonly index: number;
  readonly entry: EntryRecord | null;
  readonly state: CellState;
  /** The first entry of its term in this log: a gap stands before it. */
  readonly startsTerm: boolean;
}

/** A half-open range of columns, as indexes of the log: `first` … `end - 1`. */
export interface ColumnWindow {
  readonly first: number;
  readonly end: number;
}

/** The highest index that any node stores. */
export function lastColumnOf(view: ClusterView): number {
  return Math.max(0, ...[...view.nodes.values()].map(lastIndexOf));
}

/** The columns in sight plus one on each side. Lengths in pixels; the log's columns run from index 1 to `lastColumn`. */
export function columnWindow(scrollLeft: number, width: number, columnWidth: number, lastColumn: number): ColumnWindow {
  const first = Math.max(1, Math.floor(scrollLeft / columnWidth));
  const end = Math.min(lastColumn, Math.ceil((scrollLeft + width) / columnWidth) + 1) + 1;
  return { first: Math.min(first, Math.max(1, end - 1)), end };
}

export function cellAt(node: NodeView, index: number, leader: NodeView | null): Cell {
  const entry = entryAt(node, index);
  if (entry === null) return { index, entry, state: emptyStateOf(node, index), startsTerm: false };
  const before = index === 1 ? null : termAt(node, index - 1);
  const startsTerm = before !== null && before !== entry.term;
  return { index, entry, state: stateOf(node, entry, leader), startsTerm };
}

function stateOf(node: NodeView, entry: EntryRecord, leader: NodeView | null): CellState {
  if (entry.index <= node.state.commitIndex) return 'committed';
  const leading = leader === null ? null : termAt(leader, entry.index);
  return leading !== null && leading !== entry.term ? 'conflict' : 'uncommitted';
}

function emptyStateOf({ snapshotIndex }: NodeView, index: number): CellState {
  return index <= snapshotIndex ? 'compacted' : 'empty';
}

const stateWords: Record<CellState, string> = {
  empty: 'empty',
  compacted: 'in the snapshot',
  committed: 'committed',
  uncommitted: 'not committed',
  conflict: 'conflicts with the leader',
};

/** A cell in full: `S3 entry 12, term 5, put x 7, not committed`. */
export function cellName(node: string, cell: Cell): string {
  if (cell.entry === null) return `${node} index ${cell.index}, ${stateWords[cell.state]}`;
  return `${node} entry ${cell.index}, term ${cell.entry.term}, ${entryText(cell.entry)}, ${stateWords[cell.state]}`;
}
