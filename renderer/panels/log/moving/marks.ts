/** The lines and marks of one row in a picture of the log: the snapshot, what is committed and applied, the leader's pointers. */
import { charactersText } from '../../../parts/format.ts';
import type { PlacedRow } from './cells.ts';
import { snapshotStripes } from './hatches.ts';
import { baselineAt, cellTop, columnLeft, type LogScene } from './scene.ts';

/** Below the cells, px. */
const RAIL = 3;
const MARK = 10;
const COMPACT_MARK = 4;
/** Widths of the leader's marks, rem. */
const MARK_SIZE = 0.72;
const COMPACT_MARK_SIZE = 0.55;

export function paintMarks(scene: LogScene, row: PlacedRow): void {
  const { context, metrics } = scene;
  const { marks } = row;
  const below = cellTop(scene, row.place) + metrics.cellHeight;
  if (marks.snapshotIndex > 0) paintSnapshot(scene, row);
  context.globalAlpha = marks.isAway ? 0.6 : 1;
  if (marks.commitIndex > 0) paintRail(scene, rightOf(scene, marks.commitIndex), below + RAIL);
  if (marks.lastApplied > 0) paintApplied(scene, rightOf(scene, marks.lastApplied), below + RAIL - 1);
  context.globalAlpha = 1;
  if (marks.match > 0) paintMatch(scene, marks.match, below);
  if (marks.next > 0) paintNext(scene, marks.next, below);
}

/** Where the last of so many columns ends, without the gap behind it. */
function rightOf(scene: LogScene, index: number): number {
  return columnLeft(scene, index + 1) - 2;
}

function paintRail({ context, palette }: LogScene, right: number, top: number): void {
  context.fillStyle = palette.ink;
  context.fillRect(0, top, right, 3);
  context.fillRect(right - 1, top - 3, 2, 9);
}

function paintApplied({ context, palette }: LogScene, right: number, top: number): void {
  context.fillStyle = palette.ink3;
  context.fillRect(right - 1.5, top, 1.5, 5);
}

/** The left upper corner of a mark's square under the column `index`, and its side. */
function squareOf(scene: LogScene, index: number, below: number): readonly [x: number, y: number, side: number] {
  const { metrics, rem } = scene;
  const left = columnLeft(scene, index) + metrics.columnWidth / 2 - 1 - (MARK_SIZE / 2) * rem;
  return metrics.compact
    ? [left, below + COMPACT_MARK, COMPACT_MARK_SIZE * rem]
    : [left, below + MARK, MARK_SIZE * rem];
}

function paintMatch(scene: LogScene, index: number, below: number): void {
  const { context, palette } = scene;
  const [x, y, side] = squareOf(scene, index, below);
  context.fillStyle = palette.ink2;
  context.beginPath();
  context.arc(x + side / 2, y + side / 2, side * 0.4, 0, 2 * Math.PI);
  context.fill();
}

function paintNext(scene: LogScene, index: number, below: number): void {
  const { context, palette } = scene;
  const [x, y, side] = squareOf(scene, index, below);
  context.strokeStyle = palette.ink2;
  context.lineWidth = side * 0.18;
  context.beginPath();
  context.moveTo(x + side * 0.5, y + side * 0.1);
  context.lineTo(x + side * 0.92, y + side * 0.9);
  context.lineTo(x + side * 0.08, y + side * 0.9);
  context.closePath();
  context.stroke();
}

/** Only its end is in sight, if anything of it. */
function paintSnapshot(scene: LogScene, { place, marks }: PlacedRow): void {
  const { context, palette, metrics } = scene;
  const right = rightOf(scene, marks.snapshotIndex);
  if (right <= 0) return;
  const left = columnLeft(scene, 1);
  const top = cellTop(scene, place);
  context.save();
  context.translate(left, top);
  context.beginPath();
  context.roundRect(0, 0, right - left, metrics.cellHeight, 3);
  context.fillStyle = palette.panel2;
  context.fill();
  const stripes = snapshotStripes(context, palette.line2);
  if (stripes !== null) {
    context.fillStyle = stripes;
    context.fill();
  }
  context.restore();
  paintSnapshotWords(scene, marks.snapshotIndex, marks.snapshotLength, right, top);
}

function paintSnapshotWords(scene: LogScene, upTo: number, length: number | null, right: number, top: number): void {
  const { context, palette, rem, metrics } = scene;
  const text = `snapshot up to ${upTo}${length === null ? '' : ` (${charactersText(length)})`}`;
  context.font = `550 ${0.85 * rem}px ${palette.sans}`;
  const width = context.measureText(text).width + 0.7 * rem;
  const height = 0.85 * 1.4 * rem;
  const middle = top + metrics.cellHeight / 2;
  context.fillStyle = palette.panel;
  context.beginPath();
  context.roundRect(right - 3 - width, middle - height / 2, width, height, 4);
  context.fill();
  context.fillStyle = palette.ink2;
  context.fillText(text, right - 3 - width / 2, baselineAt(context, middle));
}
