/** The summary for when single arrows would be a grey carpet: messages sent, per server and pixel column. */
import { bandHeight, centre } from '../model/layout.ts';
import { LOST, messageClasses } from '../model/messages.ts';
import { isKindShown } from './messages.ts';
import type { Filters, Scene } from './scene.ts';

export interface Columns {
  readonly width: number;
  /** Messages per sender and column: sender × width + column. */
  readonly sent: Uint32Array;
  readonly lost: Uint32Array;
}

/** Reads the table's columns directly: this loop runs over every message in view, a million of them if need be. */
export function countColumns(scene: Scene): Columns {
  const { layout, model, window } = scene;
  const { sentAt, from, kind, flags } = model.messages;
  const width = Math.max(1, Math.floor(layout.right - layout.left));
  const sent = new Uint32Array(width * model.addresses.length);
  const lost = new Uint32Array(sent.length);
  const shown = shownKinds(scene.filters);
  const perMicro = width / (window.to - window.from);
  const [first, end] = model.messages.sentWithin(Math.max(0, window.from), window.to);
  for (let row = first; row < end; row++) {
    const isLost = (flags.values[row] ?? 0) & LOST;
    if (shown[(kind.values[row] ?? 0) * 4 + isLost] !== 1) continue;
    const column = ((sentAt.values[row] ?? 0) - window.from) * perMicro;
    const cell = (from.values[row] ?? 0) * width + Math.floor(column);
    const counts = isLost === 0 ? sent : lost;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { width, sent, lost };
}

/** For each class × 4, plus LOST for the lost ones: 1 when the filters show it. */
function shownKinds(filters: Filters): Uint8Array {
  const shown = new Uint8Array(messageClasses.length * 4);
  messageClasses.forEach((_, kind) => {
    shown[kind * 4] = isKindShown(kind, false, filters) ? 1 : 0;
    shown[kind * 4 + LOST] = isKindShown(kind, true, filters) ? 1 : 0;
  });
  return shown;
}

/** Ticks below each band, as tall as there were messages (logarithmic); the lost ones red, above it. */
export function paintCarpet(scene: Scene): void {
  const { context, layout, model, palette } = scene;
  const { width, sent, lost } = countColumns(scene);
  for (const lane of layout.nodes) {
    const first = model.addresses.indexOf(lane.name) * width;
    const half = bandHeight(lane, layout.scale) / 2;
    context.fillStyle = palette.ink2;
    paintTicks(scene, sent.subarray(first, first + width), centre(lane) + half, lane.height / 2 - half);
    context.fillStyle = palette.red;
    paintTicks(scene, lost.subarray(first, first + width), centre(lane) - half, half - lane.height / 2);
  }
}

/** `room` is negative when the ticks grow upwards. Neighbours of the same height are one rectangle. */
function paintTicks({ context, layout }: Scene, counts: Uint32Array, base: number, room: number): void {
  let begin = 0;
  let height = 0;
  for (let column = 0; column <= counts.length; column++) {
    const next = column < counts.length ? tickHeight(counts[column] ?? 0, Math.abs(room)) : -1;
    if (next === height) continue;
    if (height > 0) context.fillRect(layout.left + begin, base, column - begin, Math.sign(room) * height);
    begin = column;
    height = next;
  }
}

function tickHeight(count: number, room: number): number {
  return count === 0 ? 0 : Math.min(room, 1.5 + Math.round(3 * Math.log2(count)) / 2);
}
