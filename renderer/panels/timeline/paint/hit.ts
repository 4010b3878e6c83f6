/** What stands under the pointer: the nearest message first, then operations, bands, faults and terms. */
import { bandTitle, termTitle } from '../model/bands.ts';
import { spansWithin } from '../model/columns.ts';
import { type Lane, toTime, toX } from '../model/layout.ts';
import { operationTitle } from '../model/operations.ts';
import { laneMarkAt } from './lane-marks.ts';
import { type Arrow, arrowOf, lanesByNumber } from './messages.ts';
import type { Scene } from './scene.ts';

export interface Hit {
  /** A name for what was hit; empty for a message, whose sentence says it all. */
  readonly title: string;
  /** Position in the trace of the event that tells about it. */
  readonly event: number;
}

const REACH = 5;

/** `rows` are the messages that are drawn one by one; null when they are summarised. */
export function hitAt(scene: Scene, rows: readonly number[] | null, x: number, y: number): Hit | null {
  if (x < scene.layout.left || x > scene.layout.right) return null;
  const t = toTime(scene.layout, scene.window, x);
  return (
    laneMarkAt(scene, x, y) ??
    (rows && messageAt(scene, rows, x, y)) ??
    operationAt(scene, t, y) ??
    bandAt(scene, t, y) ??
    faultAt(scene, x, y) ??
    termAt(scene, t, y)
  );
}

function messageAt(scene: Scene, rows: readonly number[], x: number, y: number): Hit | null {
  const lanes = lanesByNumber(scene);
  let best: number | null = null;
  let nearest = REACH;
  for (const row of rows) {
    const arrow = arrowOf(scene, row, lanes);
    const distance = arrow ? distanceTo(arrow, x, y) : Number.POSITIVE_INFINITY;
    if (distance >= nearest) continue;
    nearest = distance;
    best = row;
  }
  if (best === null) return null;
  const table = scene.model.messages;
  return {
    title: '',
    event: table.endedAt.at(best) > scene.now ? table.sendEvent.at(best) : tellingEvent(scene, best),
  };
}

/** A lost message is told by its loss, any other by its sending, which carries what it said. */
function tellingEvent(scene: Scene, row: number): number {
  const table = scene.model.messages;
  const end = scene.eventAt(table.endEvent.at(row));
  return end?.ev === 'msg.drop' ? table.endEvent.at(row) : table.sendEvent.at(row);
}

function distanceTo(arrow: Arrow, x: number, y: number): number {
  const dx = arrow.x2 - arrow.x1;
  const dy = arrow.y2 - arrow.y1;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((x - arrow.x1) * dx + (y - arrow.y1) * dy) / length;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - arrow.x1 - share * dx, y - arrow.y1 - share * dy);
}

function within(lane: Lane, y: number): boolean {
  return y >= lane.top && y < lane.top + lane.height;
}

function operationAt(scene: Scene, t: number, y: number): Hit | null {
  const lane = scene.layout.clients.find((candidate) => within(candidate, y));
  const track = lane && scene.model.clients.get(lane.name);
  if (!track) return null;
  const margin = toTime(scene.layout, scene.window, 3) - toTime(scene.layout, scene.window, 0);
  let hit: Hit | null = null;
  for (const bar of track.barsWithin(t - margin, t + margin)) {
    if (bar.from <= scene.now) hit = { title: `${lane.name}: ${operationTitle(bar)}`, event: bar.endEvent };
  }
  return hit;
}

function bandAt(scene: Scene, t: number, y: number): Hit | null {
  const lane = scene.layout.nodes.find((candidate) => within(candidate, y));
  const track = lane && scene.model.nodes.get(lane.name);
  if (!track || t > scene.now) return null;
  for (const band of spansWithin(track.bands, t, t)) {
    if (band.to > t) return { title: `${lane.name}: ${bandTitle(band)}, T${band.term}`, event: band.event };
  }
  return null;
}

function faultAt(scene: Scene, x: number, y: number): Hit | null {
  const { layout, model, window, now } = scene;
  if (!within(layout.faults, y)) return null;
  const row = Math.floor(((y - layout.faults.top) / layout.faults.height) * layout.faultRows);
  for (const bar of model.faults.bars.toReversed()) {
    if (Math.min(bar.row, layout.faultRows - 1) !== row) continue;
    const from = toX(layout, window, bar.from) - 2;
    if (x >= from && x <= toX(layout, window, Math.min(bar.to, now)) + 2) return { title: bar.title, event: bar.event };
  }
  return null;
}

function termAt(scene: Scene, t: number, y: number): Hit | null {
  if (!within(scene.layout.terms, y) || t > scene.now) return null;
  const bands = scene.model.terms.bands;
  for (const band of spansWithin(bands, t, t)) {
    if (band.to > t) return { title: termTitle(band, band === bands.at(-1)), event: band.event };
  }
  return null;
}
