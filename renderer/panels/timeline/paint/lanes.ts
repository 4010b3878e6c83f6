/** The axis, the fault bars, the clients' operations and the row heads. */
import { durationText } from '../../../parts/format.ts';
import type { FaultBar } from '../model/fault-bars.ts';
import { bandHeight, centre, type NamedLane, toX } from '../model/layout.ts';
import { type OperationBar, operationTitle } from '../model/operations.ts';
import { spanOf, ticksOf } from '../model/scale.ts';
import { extent, LEAST_WORDS, roundedBar, type Scene, setFont, textWithin } from './scene.ts';

const MOST_BARS = 4000;

export function paintAxis(scene: Scene): void {
  const { context, layout, palette, window } = scene;
  const perPixel = spanOf(window) / (layout.right - layout.left);
  setFont(scene, 12, 400, palette.mono);
  context.textAlign = 'center';
  context.fillStyle = palette.ink2;
  context.strokeStyle = palette.line;
  context.lineWidth = 1;
  context.beginPath();
  const nowX = toX(layout, window, scene.now);
  for (const tick of ticksOf(window, perPixel * 96 * layout.scale)) {
    const x = Math.round(toX(layout, window, tick.t)) + 0.5;
    if (x < layout.left || x > layout.right) continue;
    context.moveTo(x, layout.axis.top + layout.axis.height - 4);
    context.lineTo(x, layout.height - 4);
    const half = context.measureText(tick.label).width / 2;
    const middle = Math.min(layout.width - half - 2, x);
    const clear = Math.abs(middle - nowX) > half + 40 * layout.scale;
    if (tick.label && clear) context.fillText(tick.label, middle, layout.axis.top + layout.axis.height * 0.62);
  }
  context.stroke();
  context.textAlign = 'left';
}

export function paintHeads(scene: Scene): void {
  const { context, layout, palette, model, selectedNodes } = scene;
  const head = (text: string, middle: number) => context.fillText(text, 10, middle + 4.5 * layout.scale);
  setFont(scene, 12);
  context.fillStyle = palette.ink2;
  if (model.length > 0) head('whole run', centre(layout.overview));
  head('terms', centre(layout.terms));
  head('faults', layout.faults.top + 9.5 * layout.scale);
  layout.clients.forEach((lane, position) => {
    const more = position === layout.clients.length - 1 && layout.hiddenClients > 0 ? ` +${layout.hiddenClients}` : '';
    head(`client ${lane.name}${more}`, centre(lane));
  });
  setFont(scene, 13.5, 650);
  for (const lane of layout.nodes) {
    if (selectedNodes.includes(lane.name)) {
      context.fillStyle = palette.violet;
      const height = bandHeight(lane, layout.scale) + 4;
      roundedBar(scene, 2, centre(lane) - height / 2, 3, height, 1.5);
      context.fill();
    }
    context.fillStyle = palette.ink;
    head(lane.name, centre(lane));
  }
}

export function paintFaults(scene: Scene): void {
  const { model, window, layout } = scene;
  const drawnTo = new Array<number>(layout.faultRows).fill(Number.NEGATIVE_INFINITY);
  for (const bar of model.faults.bars) {
    if (bar.to < window.from || bar.from > window.to) continue;
    const row = Math.min(bar.row, layout.faultRows - 1);
    const range = extent(scene, bar.from, bar.to);
    if (!range) continue;
    // A short one behind a long one of the same row cannot be seen; a long one may cover part of another.
    if (range[1] - (drawnTo[row] ?? 0) < 0.5 && range[1] - range[0] < 3) continue;
    drawnTo[row] = range[1];
    paintFault(scene, bar, row, range);
  }
}

function paintFault(scene: Scene, bar: FaultBar, row: number, range: readonly [number, number]): void {
  const { context, layout, palette, now } = scene;
  const height = layout.faults.height / layout.faultRows;
  const top = layout.faults.top + row * height;
  context.fillStyle = palette.redTint;
  context.strokeStyle = palette.red;
  context.lineWidth = 1;
  roundedBar(scene, range[0] + 0.5, top + 1.5, range[1] - range[0] - 1, height - 4, 3);
  context.fill();
  context.stroke();
  if (range[1] - range[0] < LEAST_WORDS) return;
  setFont(scene, 12, 600);
  context.fillStyle = palette.red;
  const start = range[0] + 7 * layout.scale;
  const end = range[1] - 4;
  const baseline = top + height * 0.68;
  const age = bar.to === Number.POSITIVE_INFINITY ? `, ${durationText(now - bar.from)}` : '';
  if (textWithin(scene, bar.title + age, start, end, baseline)) return;
  textWithin(scene, bar.title, start, end, baseline);
}

export function paintClients(scene: Scene): void {
  for (const lane of scene.layout.clients) paintClient(scene, lane);
}

function paintClient(scene: Scene, lane: NamedLane): void {
  const { model, window } = scene;
  let drawn = 0;
  let drawnTo = Number.NEGATIVE_INFINITY;
  let labelledTo = Number.NEGATIVE_INFINITY;
  for (const bar of model.clients.get(lane.name)?.barsWithin(window.from, window.to) ?? []) {
    const range = extent(scene, bar.from, bar.to);
    if (!range || range[1] - drawnTo < 0.5 || ++drawn > MOST_BARS) continue;
    drawnTo = range[1];
    const end = paintOperation(scene, bar, lane, range, labelledTo);
    labelledTo = Math.max(labelledTo, end);
  }
}

/** Draws one bar and its words where there is room; returns how far to the right it reaches. */
function paintOperation(
  scene: Scene,
  bar: OperationBar,
  lane: NamedLane,
  range: readonly [number, number],
  occupiedTo: number,
): number {
  const { context, layout, palette } = scene;
  const width = Math.max(3, range[1] - range[0]);
  const done = bar.outcome === 'ok';
  roundedBar(scene, range[0], lane.top + 2, width, lane.height - 4, 3);
  context.fillStyle = done ? palette.ink2 : palette.panel;
  context.fill();
  if (!done) {
    context.strokeStyle = bar.outcome === 'failed' ? palette.red : palette.ink2;
    context.lineWidth = 1.3;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  }
  if (range[0] < occupiedTo || width < LEAST_WORDS) return range[1];
  const baseline = lane.top + lane.height * 0.7;
  setFont(scene, 11.5, done ? 600 : 400);
  context.fillStyle = done ? palette.inverse : palette.ink;
  textWithin(scene, operationTitle(bar), range[0] + 8 * layout.scale, range[1] - 4, baseline);
  return range[1];
}
