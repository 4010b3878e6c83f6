/** One picture of the timeline, back to front; what stands on top of it, the playhead, has its own file. */

import { lowerBound } from '../../../parts/lower-bound.ts';
import { centre, toX } from '../model/layout.ts';
import { paintNodes, paintTerms } from './bands.ts';
import { paintCarpet } from './carpet.ts';
import { paintLaneMarks } from './lane-marks.ts';
import { paintAxis, paintClients, paintFaults, paintHeads } from './lanes.ts';
import { paintArrows, paintEmphasis, rowsToDraw } from './messages.ts';
import { paintOverview } from './overview.ts';
import { roundedBar, type Scene, setFont } from './scene.ts';

/** Draws the scene; returns the message rows drawn one by one, or null when they were summarised. */
export function drawTimeline(scene: Scene): readonly number[] | null {
  const { context, layout } = scene;
  context.clearRect(0, 0, layout.width, layout.height);
  context.textBaseline = 'alphabetic';
  paintHeads(scene);
  paintOverview(scene);
  paintAxis(scene);
  context.save();
  context.beginPath();
  context.rect(layout.left, layout.axis.top, layout.right - layout.left, layout.height);
  context.clip();
  paintTerms(scene);
  paintFaults(scene);
  // Arrows pass behind the servers between their ends, so that the words on the bands stay readable.
  const rows = rowsToDraw(scene);
  if (rows) paintArrows(scene, rows);
  else paintCarpet(scene);
  paintNodes(scene);
  paintClients(scene);
  paintLaneMarks(scene);
  paintMarks(scene);
  paintEntryMoments(scene);
  if (scene.pointed !== null) paintEvent(scene, scene.pointed, scene.palette.ink);
  if (scene.selected !== null) paintEvent(scene, scene.selected, scene.palette.violet);
  context.restore();
  return rows;
}

/** Notes and violations: a flag over all lanes, with its words where no other flag's stand already. */
function paintMarks(scene: Scene): void {
  const { context, layout, model, palette, window } = scene;
  let writtenTo = Number.NEGATIVE_INFINITY;
  setFont(scene, 11, 600);
  for (const mark of model.marks) {
    if (mark.t < window.from || mark.t > window.to) continue;
    const x = toX(layout, window, mark.t);
    const colour = mark.kind === 'violation' ? palette.red : palette.ink3;
    context.fillStyle = colour;
    context.strokeStyle = colour;
    context.lineWidth = mark.kind === 'violation' ? 2 : 1;
    context.setLineDash(mark.kind === 'violation' ? [] : [2, 3]);
    context.beginPath();
    context.moveTo(x, layout.terms.top);
    context.lineTo(x, layout.height - 4);
    context.stroke();
    context.setLineDash([]);
    if (x < writtenTo) continue;
    const text = mark.text.length > 40 ? `${mark.text.slice(0, 39)}…` : mark.text;
    context.fillText(text, x + 4, layout.faults.top + layout.faults.height * 0.7);
    writtenTo = x + 12 + context.measureText(text).width;
  }
}

const momentSigns = { appended: '+', committed: '✓', removed: '×' } as const;

/** where the selected entry was written and committed: a sign on the server's band. */
function paintEntryMoments(scene: Scene): void {
  const { context, layout, palette, window } = scene;
  setFont(scene, 12, 700);
  context.textAlign = 'center';
  for (const moment of scene.entryMoments) {
    const lane = layout.nodes.find((candidate) => candidate.name === moment.node);
    if (!lane || moment.t < window.from || moment.t > window.to) continue;
    const x = toX(layout, window, moment.t);
    context.fillStyle = palette.violet;
    roundedBar(scene, x - 7, centre(lane) - 7.5, 14, 15, 3);
    context.fill();
    context.fillStyle = palette.inverse;
    context.fillText(momentSigns[moment.what], x, centre(lane) + 4.5);
  }
  context.textAlign = 'left';
}

/** Emphasises one event: a message as its arrow, anything else as a tick through the lane of its server. */
function paintEvent(scene: Scene, position: number, colour: string): void {
  const { context, layout, window } = scene;
  const row = messageRowOf(scene, position);
  if (row !== null) return paintEmphasis(scene, row, colour);
  const event = scene.eventAt(position);
  if (!event) return;
  const lane = [...layout.nodes, ...layout.clients].find((candidate) => candidate.name === event.node);
  const top = lane?.top ?? layout.terms.top;
  const bottom = lane ? lane.top + lane.height : layout.height - 4;
  const x = toX(layout, window, event.t);
  context.fillStyle = colour;
  context.fillRect(x - 1.25, top, 2.5, bottom - top);
}

/** The message that this event sent or ended, if it did. */
export function messageRowOf(scene: Pick<Scene, 'model'>, position: number): number | null {
  const table = scene.model.messages;
  const row = lowerBound(table.length, (candidate) => table.sendEvent.at(candidate), position);
  if (row < table.length && table.sendEvent.at(row) === position) return row;
  for (let back = Math.min(row, table.length) - 1; back >= Math.max(0, row - 4096); back--) {
    if (table.endEvent.at(back) === position) return back;
  }
  return null;
}
