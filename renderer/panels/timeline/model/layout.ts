/** Where every lane of the timeline stands, in CSS pixels: the same numbers for drawing, pointing and row heads. */
import type { TimelineModel } from './model.ts';
import type { TimeWindow } from './scale.ts';

export interface Lane {
  readonly top: number;
  readonly height: number;
}

export interface NamedLane extends Lane {
  readonly name: string;
}

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  /** Left edge of the time area; row heads stand before it. */
  readonly left: number;
  readonly right: number;
  /** 1 at the normal text size of 13 px. */
  readonly scale: number;
  readonly overview: Lane;
  readonly axis: Lane;
  readonly terms: Lane;
  readonly faults: Lane;
  readonly faultRows: number;
  readonly nodes: readonly NamedLane[];
  readonly clients: readonly NamedLane[];
  /** Clients that found no room. */
  readonly hiddenClients: number;
}

export interface LayoutInput {
  readonly width: number;
  readonly height: number;
  /** Root text size, px. */
  readonly textSize: number;
  readonly nodes: readonly string[];
  readonly clients: readonly string[];
  readonly faultRows: number;
}

/** Below this a server's band and its name can no longer be told apart. */
const LEAST_NODE_ROW = 22;

export function layoutOf(input: LayoutInput): TimelineLayout {
  const scale = input.textSize / 13;
  const px = (size: number) => size * scale;
  const overview = { top: 2, height: px(22) };
  const axis = { top: overview.top + overview.height + 6, height: px(20) };
  const terms = { top: axis.top + axis.height, height: px(20) };
  const most = input.height > px(250) ? 3 : 2;
  const faultRows = Math.min(most, Math.max(1, input.faultRows));
  const faults = { top: terms.top + terms.height, height: px([20, 17, 16][faultRows - 1] ?? 16) * faultRows };
  const firstRow = faults.top + faults.height + px(5);
  const free = input.height - firstRow - 8;
  const clients = shownClients(input, free, px);
  const row = (free - clients.length * px(20)) / Math.max(1, input.nodes.length);
  const clientTop = input.height - 6 - clients.length * px(20);
  return {
    width: input.width,
    height: input.height,
    left: px(82),
    right: input.width - 14,
    scale,
    overview,
    axis,
    terms,
    faults,
    faultRows,
    nodes: input.nodes.map((name, position) => ({ name, top: firstRow + position * row, height: row })),
    clients: clients.map((name, position) => ({ name, top: clientTop + position * px(20), height: px(20) })),
    hiddenClients: input.clients.length - clients.length,
  };
}

/** Servers come first: clients get the rows that are left over, at most three, the latest clients last. */
function shownClients(input: LayoutInput, free: number, px: (size: number) => number): readonly string[] {
  const spare = free - input.nodes.length * px(LEAST_NODE_ROW);
  const room = Math.max(0, Math.min(3, Math.floor(spare / px(20))));
  return input.clients.slice(0, room);
}

export function layoutFor(
  model: TimelineModel,
  window: TimeWindow,
  size: { readonly width: number; readonly height: number },
  textSize: number,
): TimelineLayout {
  return layoutOf({
    ...size,
    textSize,
    nodes: [...model.nodes.keys()],
    clients: [...model.clients.keys()],
    faultRows: model.faults.rowsWithin(window.from, window.to),
  });
}

/** Pixels ↔ microseconds for the main lanes. */
export function toX(layout: TimelineLayout, window: TimeWindow, t: number): number {
  return layout.left + ((t - window.from) / (window.to - window.from)) * (layout.right - layout.left);
}

export function toTime(layout: TimelineLayout, window: TimeWindow, x: number): number {
  return window.from + ((x - layout.left) / (layout.right - layout.left)) * (window.to - window.from);
}

export function centre(lane: Lane): number {
  return lane.top + lane.height / 2;
}

/** Height of a full (leader's) band in a server's row. */
export function bandHeight(lane: Lane, scale: number): number {
  return Math.min(Math.max(16 * scale, lane.height * 0.22), lane.height * 0.64);
}
