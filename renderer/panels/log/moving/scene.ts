/** Everything that one picture of the log depends on: the cluster at a moment, and the place of the matrix's cells. */
import type { ClusterView, NodeView } from '../../../../core/trace/view-types.ts';
import type { Palette } from '../../../parts/palette.ts';
import type { MatrixMetrics } from '../metrics.ts';

export interface LogScene {
  readonly context: CanvasRenderingContext2D;
  /** Of the cells' room, beside the heads of the rows: CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly view: ClusterView;
  readonly leader: NodeView | null;
  /** The rows, from above. */
  readonly ids: readonly string[];
  readonly metrics: MatrixMetrics;
  /** One rem, CSS pixels. */
  readonly rem: number;
  /** How far the matrix is scrolled, CSS pixels. */
  readonly scrollLeft: number;
  readonly scrollTop: number;
  readonly cellText: 'command' | 'term';
  /** The cell with the frame of the selection. */
  readonly selected: { readonly node: string; readonly index: number } | null;
  readonly palette: Palette;
}

/** The header's height in rem. */
const HEADER = 1.7;
/** What a row keeps for the leader's marks, rem; a compact one has them close below its cells. */
const MARKS = 1.35;
const COMPACT_TOP = 0.22;

/** The left edge of the column `index`. */
export function columnLeft({ metrics, scrollLeft }: LogScene, index: number): number {
  return (index - 1) * metrics.columnWidth - scrollLeft;
}

export function headerHeight({ rem }: LogScene): number {
  return HEADER * rem;
}

/** The upper edge of a row, with its line. */
export function rowTop(scene: LogScene, place: number): number {
  return headerHeight(scene) + place * scene.metrics.rowHeight - scene.scrollTop;
}

/** The upper edge of a row's cells. */
export function cellTop(scene: LogScene, place: number): number {
  const { metrics, rem } = scene;
  const fair = (metrics.rowHeight - metrics.cellHeight - MARKS * rem) / 2;
  return rowTop(scene, place) + 1 + (metrics.compact ? COMPACT_TOP * rem : fair);
}

/** As CSS places a line of text: its baseline, when the middle of the line is at `middle`. */
export function baselineAt(context: CanvasRenderingContext2D, middle: number): number {
  const { fontBoundingBoxAscent, fontBoundingBoxDescent } = context.measureText('0');
  return middle + (fontBoundingBoxAscent - fontBoundingBoxDescent) / 2;
}
