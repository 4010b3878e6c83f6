/** The cells of one picture of the log: filled when committed, hatched when not yet, with a red corner in conflict. */
import { fillOf, inkOn } from '../../../parts/palette.ts';
import { type Cell, cellAt, columnWindow } from '../matrix.ts';
import { type RowMarks, rowMarks } from '../row-facts.ts';
import { shortText } from '../short-text.ts';
import { conflictStripes, termStripes } from './hatches.ts';
import { baselineAt, cellTop, columnLeft, type LogScene } from './scene.ts';

export interface PlacedCell extends Cell {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly isAway: boolean;
}

export interface PlacedRow {
  readonly place: number;
  readonly marks: RowMarks;
  readonly cells: readonly PlacedCell[];
}

const RADIUS = 3;
/** Between two cells, and the further room before a new term, px. */
const GAP = 2;
const TERM_GAP = 3;
const LINE_HEIGHT = 1.02;
/** Sizes in rem. */
const NUMBER = 0.93;
const WORD = 0.85;
/** Letters of a command stand closer, em. */
const SPACING = -0.02;

export function placedRows(scene: LogScene, lastColumn: number): PlacedRow[] {
  const { view, leader, metrics, ids } = scene;
  const { first, end } = columnWindow(scene.scrollLeft, scene.width, metrics.columnWidth, lastColumn);
  return ids.flatMap((id, place) => {
    const node = view.nodes.get(id);
    if (node === undefined) return [];
    const marks = rowMarks(view, id, leader);
    const cells: PlacedCell[] = [];
    for (let index = first; index < end; index += 1)
      cells.push(placed(scene, cellAt(node, index, leader), place, marks));
    return [{ place, marks, cells }];
  });
}

function placed(scene: LogScene, cell: Cell, place: number, { isAway }: RowMarks): PlacedCell {
  const before = cell.startsTerm ? TERM_GAP : 0;
  const left = columnLeft(scene, cell.index) + before;
  return { ...cell, left, top: cellTop(scene, place), width: scene.metrics.columnWidth - GAP - before, isAway };
}

/** In three passes, for a change of font costs more than a letter. */
export function paintCells(scene: LogScene, rows: readonly PlacedRow[]): void {
  for (const { cells } of rows) for (const cell of cells) paintBox(scene, cell);
  const { compact } = scene.metrics;
  const withWords = scene.cellText === 'command';
  const withNumbers = !compact || !withWords;
  const lines = (withNumbers ? NUMBER : 0) + (withWords ? WORD : 0);
  // The middles of the lines, from the middle of the cell, as a block that is centred in it.
  if (withNumbers) paintTexts(scene, rows, 650, NUMBER, (NUMBER - lines) / 2, ({ entry }) => String(entry?.term ?? ''));
  if (!withWords) return;
  scene.context.letterSpacing = `${(SPACING * WORD * scene.rem).toFixed(2)}px`;
  const { letters } = scene.metrics;
  paintTexts(scene, rows, 500, WORD, (lines - WORD) / 2, ({ entry }) =>
    entry === null ? '' : shortText(entry, letters),
  );
  scene.context.letterSpacing = '0px';
}

function paintTexts(
  scene: LogScene,
  rows: readonly PlacedRow[],
  weight: number,
  size: number,
  below: number,
  textOf: (cell: Cell) => string,
): void {
  const { context, palette, rem, metrics } = scene;
  context.font = `${weight} ${size * rem}px ${palette.mono}`;
  const baseline = baselineAt(context, metrics.cellHeight / 2 + below * LINE_HEIGHT * rem);
  for (const { cells } of rows) {
    for (const cell of cells) {
      if (cell.entry === null) continue;
      context.fillStyle = inkOf(scene, cell);
      context.fillText(textOf(cell), cell.left + cell.width / 2, cell.top + baseline);
    }
  }
}

function inkOf({ palette }: LogScene, { entry, state, isAway }: PlacedCell): string {
  if (state !== 'committed') return palette.ink;
  return isAway ? palette.ink2 : inkOn(palette, entry?.term ?? 0);
}

function paintBox(scene: LogScene, cell: PlacedCell): void {
  const { context, palette } = scene;
  if (cell.entry === null) return cell.state === 'empty' ? paintFrame(scene, cell, palette.line2, 1, 0.55) : undefined;
  const fill = fillOf(palette, cell.entry.term);
  context.beginPath();
  context.roundRect(cell.left, cell.top, cell.width, scene.metrics.cellHeight, RADIUS);
  if (cell.state === 'committed') return cell.isAway ? paintFaint(scene, cell, fill) : fillWith(scene, fill, 1);
  fillWith(scene, palette.panel, 1);
  if (cell.state === 'conflict') paintConflict(scene, cell);
  else fillWithStripes(scene, cell, termStripes(context, fill), palette.tint);
  paintFrame(scene, cell, fill, 1.5, 1);
}

function fillWith({ context }: LogScene, style: string, strength: number): void {
  context.globalAlpha = strength;
  context.fillStyle = style;
  context.fill();
  context.globalAlpha = 1;
}

/** The present path, with stripes that begin at the cell's corner as the page's do. */
function fillWithStripes(
  { context }: LogScene,
  { left, top }: PlacedCell,
  stripes: CanvasPattern | null,
  strength: number,
): void {
  if (stripes === null) return;
  context.save();
  context.translate(left, top);
  context.globalAlpha = strength;
  context.fillStyle = stripes;
  context.fill();
  context.restore();
}

function paintFaint(scene: LogScene, cell: PlacedCell, fill: string): void {
  fillWith(scene, fill, 0.16);
  paintFrame(scene, cell, fill, 1, 0.6);
}

/** The corner says it without colour. */
function paintConflict(scene: LogScene, cell: PlacedCell): void {
  const { context, palette, rem } = scene;
  fillWithStripes(scene, cell, conflictStripes(context, palette.red), 0.3);
  const right = cell.left + cell.width;
  const leg = 0.53 * Math.SQRT2 * rem;
  context.beginPath();
  context.moveTo(right - leg, cell.top);
  context.lineTo(right, cell.top);
  context.lineTo(right, cell.top + leg);
  fillWith(scene, palette.red, 1);
}

/** Inside the cell's edge. */
function paintFrame(scene: LogScene, cell: PlacedCell, style: string, thickness: number, strength: number): void {
  const { context, metrics } = scene;
  const half = thickness / 2;
  context.globalAlpha = strength;
  context.strokeStyle = style;
  context.lineWidth = thickness;
  context.beginPath();
  context.roundRect(
    cell.left + half,
    cell.top + half,
    cell.width - thickness,
    metrics.cellHeight - thickness,
    RADIUS - half,
  );
  context.stroke();
  context.globalAlpha = 1;
}
