/** Messages as arrows from the sender's lane to the receiver's; too many of them as one tick per pixel column. */
import { bandHeight, centre, type NamedLane, toX } from '../model/layout.ts';
import { LOST, messageClasses } from '../model/messages.ts';
import type { Filters, Scene } from './scene.ts';

/** More arrows than this in view are a grey carpet, and cost more than a frame. */
export const MOST_ARROWS = 4000;

const VOTE = messageClasses.indexOf('vote');
const APPEND = messageClasses.indexOf('append');
const HEARTBEAT = messageClasses.indexOf('heartbeat');
const CLIENT = messageClasses.indexOf('client');

/** Drops are shown whatever was dropped: they are the reason to look. */
export function isKindShown(kind: number, lost: boolean, filters: Filters): boolean {
  if (kind === CLIENT) return false;
  if (lost) return filters.drops;
  if (kind === VOTE) return filters.votes;
  return kind === APPEND ? filters.appends : kind === HEARTBEAT && filters.heartbeats;
}

/** At step pace every message that the user lets go is shown, heartbeats too: they are what the steps are about. */
function isShown({ model, filters, heldSince }: Scene, row: number): boolean {
  const table = model.messages;
  const kind = table.kind.at(row);
  if (heldSince !== null && kind !== CLIENT && table.endedAt.at(row) >= heldSince) return true;
  return isKindShown(kind, (table.flags.at(row) & LOST) !== 0, filters);
}

/** The rows to draw one by one, or null when there are too many of them. */
export function rowsToDraw(scene: Scene): number[] | null {
  const { model, window } = scene;
  const rows: number[] = [];
  for (const row of model.messages.rowsWithin(window.from, window.to)) {
    if (!isShown(scene, row)) continue;
    if (rows.push(row) > MOST_ARROWS) return null;
  }
  return rows;
}

/** The lane of each address number; undefined for clients and for servers without a lane. */
export function lanesByNumber(scene: Scene): (NamedLane | undefined)[] {
  return scene.model.addresses.map((address) => scene.layout.nodes.find((lane) => lane.name === address));
}

export interface Arrow {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly lost: boolean;
  /** Still under way: the arrow ends where the message may be now. */
  readonly underWay: boolean;
}

/** Where the arrow of a message stands, or null when one of its ends has no lane. */
export function arrowOf(scene: Scene, row: number, lanes: readonly (NamedLane | undefined)[]): Arrow | null {
  const { layout, model, window, now } = scene;
  const table = model.messages;
  const from = lanes[table.from.at(row)];
  const to = lanes[table.to.at(row)];
  if (!from || !to) return null;
  const direction = to.top > from.top ? 1 : -1;
  const y1 = centre(from) + direction * bandHeight(from, layout.scale) * 0.55;
  const y2 = centre(to) - direction * bandHeight(to, layout.scale) * 0.5;
  const sentAt = table.sentAt.at(row);
  const endedAt = table.endedAt.at(row);
  const underWay = endedAt > now;
  const lost = !underWay && (table.flags.at(row) & LOST) !== 0;
  const x1 = toX(layout, window, sentAt);
  const x2 = underWay ? underWayX(scene, sentAt, x1) : toX(layout, window, endedAt);
  const share = lost ? lostShare(x2 - x1, y2 - y1) : underWay ? travelled(scene, sentAt) : 1;
  return { x1, y1, x2, y2: y1 + (y2 - y1) * share, lost, underWay };
}

/** Where a message may be now; one that waits to be delivered by hand, or at a paused server, stays a stub. */
function underWayX({ layout, window, now, travel }: Scene, sentAt: number, x1: number): number {
  const nowX = toX(layout, window, now);
  return Math.min(nowX, travel === null ? x1 + 24 : toX(layout, window, sentAt + travel));
}

/** A message cut at its sending ends right beside the sender; one lost at delivery, nearly there. */
function lostShare(dx: number, dy: number): number {
  return dx < 4 ? Math.min(0.5, 9 / Math.abs(dy)) : 0.8;
}

function travelled(scene: Scene, sentAt: number): number {
  if (scene.travel === null) return 0.5;
  return Math.min(0.85, (scene.now - sentAt) / Math.max(1, scene.travel));
}

/** One path per way of drawing, so that thousands of arrows cost four strokes. */
interface Strokes {
  readonly plain: Path2D;
  readonly dashed: Path2D;
  readonly lost: Path2D;
  /** Lost heartbeats come by the dozen during a partition: they are drawn small and pale. */
  readonly pale: Path2D;
}

export function paintArrows(scene: Scene, rows: readonly number[]): void {
  const lanes = lanesByNumber(scene);
  const strokes = { plain: new Path2D(), dashed: new Path2D(), lost: new Path2D(), pale: new Path2D() };
  for (const row of rows) {
    const arrow = arrowOf(scene, row, lanes);
    if (arrow) addArrow(strokes, arrow, scene.model.messages.kind.at(row));
  }
  strokeAll(scene, strokes);
}

function addArrow(strokes: Strokes, arrow: Arrow, kind: number): void {
  if (arrow.lost) {
    const path = kind === HEARTBEAT ? strokes.pale : strokes.lost;
    addLine(path, arrow);
    addCross(path, arrow, kind === HEARTBEAT ? 2.5 : 3.5);
    return;
  }
  addLine(kind === VOTE ? strokes.dashed : strokes.plain, arrow);
  if (arrow.underWay) addDot(strokes.plain, arrow);
  else addHead(strokes.plain, arrow);
}

function strokeAll({ context, palette }: Scene, { plain, dashed, lost, pale }: Strokes): void {
  context.strokeStyle = palette.red;
  context.lineWidth = 1.1;
  context.globalAlpha = 0.6;
  context.stroke(pale);
  context.globalAlpha = 1;
  context.lineWidth = 1.3;
  context.stroke(lost);
  context.strokeStyle = palette.ink2;
  context.stroke(plain);
  context.setLineDash([4, 3]);
  context.stroke(dashed);
  context.setLineDash([]);
}

function addLine(path: Path2D, arrow: Arrow): void {
  path.moveTo(arrow.x1, arrow.y1);
  path.lineTo(arrow.x2, arrow.y2);
}

function addHead(path: Path2D, arrow: Arrow): void {
  const angle = Math.atan2(arrow.y2 - arrow.y1, arrow.x2 - arrow.x1);
  path.moveTo(arrow.x2 - 6 * Math.cos(angle + 0.45), arrow.y2 - 6 * Math.sin(angle + 0.45));
  path.lineTo(arrow.x2, arrow.y2);
  path.lineTo(arrow.x2 - 6 * Math.cos(angle - 0.45), arrow.y2 - 6 * Math.sin(angle - 0.45));
}

function addCross(path: Path2D, { x2, y2 }: Arrow, reach: number): void {
  path.moveTo(x2 - reach, y2 - reach);
  path.lineTo(x2 + reach, y2 + reach);
  path.moveTo(x2 + reach, y2 - reach);
  path.lineTo(x2 - reach, y2 + reach);
}

function addDot(path: Path2D, arrow: Arrow): void {
  path.moveTo(arrow.x2 + 2.5, arrow.y2);
  path.arc(arrow.x2, arrow.y2, 2.5, 0, 2 * Math.PI);
}

/** The selected or pointed-at message once more, on top and thick. */
export function paintEmphasis(scene: Scene, row: number, colour: string): void {
  const arrow = arrowOf(scene, row, lanesByNumber(scene));
  if (!arrow) return;
  const path = new Path2D();
  addLine(path, arrow);
  if (arrow.lost) addCross(path, arrow, 4);
  else addHead(path, arrow);
  scene.context.lineWidth = 2.6;
  scene.context.strokeStyle = colour;
  scene.context.stroke(path);
}
