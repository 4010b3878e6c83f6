/** The summary for when single arrows would be a grey carpet: messages sent, per server and pixel column. */
import { bandHeight, centre, toX } from '../model/layout.ts';
import { LOST } from '../model/messages.ts';
import { isShown } from './messages.ts';
import type { Scene } from './scene.ts';

export interface Columns {
  readonly width: number;
  /** Messages per sender and column: sender × width + column. */
  readonly sent: Uint32Array;
  readonly lost: Uint32Array;
}

export function countColumns(scene: Scene): Columns {
  const { layout, model, window, filters } = scene;
  const table = model.messages;
  const width = Math.max(1, Math.floor(layout.right - layout.left));
  const sent = new Uint32Array(width * model.addresses.length);
  const lost = new Uint32Array(sent.length);
  const perColumn = (window.to - window.from) / width;
  const [first, end] = table.sentWithin(Math.max(0, window.from), window.to);
  for (let row = first; row < end; row++) {
    if (!isShown(table, row, filters)) continue;
    const cell = table.from.at(row) * width + Math.floor((table.sentAt.at(row) - window.from) / perColumn);
    const counts = (table.flags.at(row) & LOST) !== 0 ? lost : sent;
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return { width, sent, lost };
}

/** Ticks below each band, as tall as there were messages (logarithmic); the lost ones red, above it. */
export function paintCarpet(scene: Scene): void {
  const { context, layout, model, palette } = scene;
  const columns = countColumns(scene);
  const left = Math.round(Math.max(layout.left, toX(layout, scene.window, scene.window.from)));
  for (const lane of layout.nodes) {
    const sender = model.addresses.indexOf(lane.name) * columns.width;
    const half = bandHeight(lane, layout.scale) / 2;
    const room = lane.height / 2 - half;
    context.fillStyle = palette.ink2;
    for (let column = 0; column < columns.width; column++) {
      const height = tickHeight(columns.sent[sender + column] ?? 0, room);
      if (height > 0) context.fillRect(left + column, centre(lane) + half, 1, height);
    }
    context.fillStyle = palette.red;
    for (let column = 0; column < columns.width; column++) {
      const height = tickHeight(columns.lost[sender + column] ?? 0, room);
      if (height > 0) context.fillRect(left + column, centre(lane) - half - height, 1, height);
    }
  }
}

function tickHeight(count: number, room: number): number {
  return count === 0 ? 0 : Math.min(room, 1.5 + 1.5 * Math.log2(count));
}
