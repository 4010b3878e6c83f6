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

/** How many pixels of the segment lie inside the box, sampled finely enough to rank places for a label. */
export function lengthInside(a: Point, b: Point, box: Box): number {
  const samples = 24;
  let inside = 0;
  for (let sample = 0; sample <= samples; sample += 1) {
    const { x, y } = between(a, b, sample / samples);
    if (x > box.left && x < box.right && y > box.top && y < box.bottom) inside += 1;
  }
  return (inside / (samples + 1)) * distance(a, b);
}
