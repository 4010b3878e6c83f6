/** What one node's row says beside its entries: who it is, how far it has committed, and what the leader believes of it. */
import { lastIndexOf } from '../../../core/trace/view-log.ts';
import type { ClusterView, NodeView } from '../../../core/trace/view-types.ts';
import { faceOf, type Shape } from '../../model/faces.ts';
import { hasLeft } from '../../model/standing.ts';

export interface RowHead {
  readonly shape: Shape;
  readonly word: string;
  readonly term: number;
}

/** Where the row's lines end and its marks stand, as indexes of the log. */
export interface RowMarks {
  /** It stores nothing at this moment, or counts no more: its entries are shown faintly. */
  readonly isAway: boolean;
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly snapshotIndex: number;
  readonly snapshotLength: number | null;
  /** 0: the leader says nothing of this node. */
  readonly match: number;
  readonly next: number;
}

export function rowHead(view: ClusterView, id: string): RowHead {
  const node = view.nodes.get(id);
  if (node === undefined) return { shape: 'down', word: '', term: 0 };
  const { shape, word } = faceOf(view, node);
  return { shape, word, term: node.state.currentTerm };
}

export function rowMarks(view: ClusterView, id: string, leader: NodeView | null): RowMarks {
  const node = view.nodes.get(id);
  const progress = leader?.progress.get(id);
  const length = node === undefined ? 0 : lastIndexOf(node);
  return {
    isAway:
      node !== undefined &&
      (node.status === 'down' || node.status === 'halted' || node.status === 'new' || hasLeft(view, node)),
    commitIndex: Math.min(node?.state.commitIndex ?? 0, length),
    lastApplied: Math.min(node?.state.lastApplied ?? 0, length),
    snapshotIndex: node?.snapshotIndex ?? 0,
    snapshotLength: node?.snapshotLength ?? null,
    match: progress?.matchIndex ?? 0,
    next: progress?.nextIndex ?? 0,
  };
}
