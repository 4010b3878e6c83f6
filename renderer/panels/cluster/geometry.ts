/** Points and boxes on the ring's plane, in pixels, y downwards. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function between(a: Point, b: Point, share: number): Point {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/** Degrees clockwise from pointing right. */
export function bearing(a: Point, b: Point): number {
  return (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
}

/** The six corners of a hexagon that stands on a corner, as an SVG `points` list. */
export function hexagon(centre: Point, radius: number): string {
  return polygon(centre, radius, 6);
}

/** The four corners of a diamond. */
export function diamond(centre: Point, radius: number): string {
  return polygon(centre, radius, 4);
}

function polygon(centre: Point, radius: number, corners: number): string {
  return Array.from({ length: corners }, (_, corner) => {
    const angle = (corner / corners) * 2 * Math.PI - Math.PI / 2;
    const x = centre.x + radius * Math.cos(angle);
    const y = centre.y + radius * Math.sin(angle);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  }).join(' ');
}

export function overlapArea(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** How far the box reaches out of the frame, summed over its sides. */
export function excess(box: Box, frame: Box): number {
  return (
    Math.max(0, frame.left - box.left) +
    Math.max(0, frame.top - box.top) +
    Math.max(0, box.right - frame.right) +
    Math.max(0, box.bottom - frame.bottom)
  );
}

/** How many pixels of the segment lie inside the box. */
export function lengthInside(a: Point, b: Point, box: Box): number {
  const across = crossing(a.x, b.x, box.left, box.right);
  const down = crossing(a.y, b.y, box.top, box.bottom);
  const from = Math.max(0, across.from, down.from);
  const to = Math.min(1, across.to, down.to);
  return to > from ? (to - from) * distance(a, b) : 0;
}

/** Between which shares of the way from `start` to `end` a coordinate is within `low` … `high`. */
function crossing(start: number, end: number, low: number, high: number): { from: number; to: number } {
  if (start === end) return start > low && start < high ? { from: 0, to: 1 } : { from: 1, to: 0 };
  const one = (low - start) / (end - start);
  const other = (high - start) / (end - start);
  return { from: Math.min(one, other), to: Math.max(one, other) };
}
