/** One picture of the log while the past moves: what the matrix shows, drawn without the page having to be laid out. */
import { lastColumnOf } from '../matrix.ts';
import type { RowMarks } from '../row-facts.ts';
import { type PlacedRow, paintCells, placedRows } from './cells.ts';
import { paintMarks } from './marks.ts';
import { baselineAt, columnLeft, headerHeight, type LogScene, rowTop } from './scene.ts';

/** The index under which the majority's pill stands, and the words of the header, in rem. */
const NUMBER = 0.85;
const NUMBER_TOP = 0.25;
const NUMBER_HEIGHT = 1.3;

export function paintLog(scene: LogScene): void {
  const { context, palette, width, height } = scene;
  const last = lastColumnOf(scene.view);
  const rows = placedRows(scene, Math.max(last + 1, scene.metrics.columnsInSight));
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  paintRules(scene, rows);
  paintCells(scene, rows);
  for (const row of rows) paintMarks(scene, row);
  paintSelection(scene, rows);
  paintHeader(scene, rows, last);
}

function paintRules(scene: LogScene, rows: readonly PlacedRow[]): void {
  scene.context.fillStyle = scene.palette.line;
  for (const { place } of rows) scene.context.fillRect(0, rowTop(scene, place), scene.width, 1);
}

function paintSelection(scene: LogScene, rows: readonly PlacedRow[]): void {
  const { context, palette, selected, metrics, ids } = scene;
  if (selected === null) return;
  const row = rows.find(({ place }) => ids[place] === selected.node);
  const cell = row?.cells.find(({ index }) => index === selected.index);
  if (cell === undefined) return;
  context.strokeStyle = palette.violet;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(cell.left - 3, cell.top - 3, cell.width + 6, metrics.cellHeight + 6, 5);
  context.stroke();
}

/** On top, for rows pass under it when the matrix is scrolled down. */
function paintHeader(scene: LogScene, [row]: readonly PlacedRow[], last: number): void {
  const { context, palette, rem, metrics, leader } = scene;
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, scene.width, headerHeight(scene));
  context.font = `500 ${NUMBER * rem}px ${palette.mono}`;
  context.fillStyle = palette.ink3;
  const baseline = baselineAt(context, (NUMBER_TOP + NUMBER_HEIGHT / 2) * rem);
  const majority = leader?.state.commitIndex ?? 0;
  for (const { index } of row?.cells ?? []) {
    if (index > last || index === majority) continue;
    context.fillText(String(index), columnLeft(scene, index) + metrics.columnWidth / 2, baseline);
  }
  if (majority > 0) paintMajority(scene, majority, baseline);
}

/** What the leader has committed. */
function paintMajority(scene: LogScene, index: RowMarks['commitIndex'], baseline: number): void {
  const { context, palette, rem, metrics } = scene;
  const middle = columnLeft(scene, index) + metrics.columnWidth / 2;
  const half = Math.max(NUMBER * rem, metrics.columnWidth * 0.42);
  context.fillStyle = palette.ink;
  context.beginPath();
  context.roundRect(middle - half, NUMBER_TOP * rem, half * 2, NUMBER_HEIGHT * rem, 4);
  context.fill();
  context.font = `700 ${NUMBER * rem}px ${palette.mono}`;
  context.fillStyle = palette.inverse;
  context.fillText(String(index), middle, baseline);
}
