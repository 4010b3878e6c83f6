/** The red wall of a partition: dashed lines between the groups that the cuts leave. */
import { type Box, distance, overlapArea, type Point } from './geometry.ts';
import type { RingLayout } from './ring-layout.ts';

export interface WallLine {
  readonly from: Point;
  readonly to: Point;
}

/** The angle of the gap after the seat at `place`, halfway to the next one. */
function gapAngle(place: number, count: number): number {
  return ((place + 0.5) / count) * 2 * Math.PI - Math.PI / 2;
}

function onEdge(layout: RingLayout, angle: number): Point {
  const reach = layout.nodeRadius * 1.1;
  return {
    x: layout.centre.x + (layout.radiusX + reach) * Math.cos(angle),
    y: layout.centre.y + (layout.radiusY + reach) * Math.sin(angle),
  };
}

/**
 * Two groups of neighbours are parted by one line, more by one spoke per gap. Groups that are not neighbours on the
 * ring have no wall that would be true; their cut links show it.
 */
export function wallLines(layout: RingLayout, groups: readonly (readonly string[])[]): WallLine[] {
  const count = layout.seats.length;
  if (groups.length < 2) return [];
  const groupAt = layout.seats.map((seat) => groups.findIndex((group) => group.includes(seat.id)));
  const gaps = groupAt.flatMap((group, place) => (group === groupAt[(place + 1) % count] ? [] : [place]));
  if (gaps.length !== groups.length) return [];
  const ends = gaps.map((place) => onEdge(layout, gapAngle(place, count)));
  const [first, second] = ends;
  if (first !== undefined && second !== undefined && ends.length === 2) return [{ from: first, to: second }];
  return ends.map((end) => ({ from: layout.centre, to: end }));
}

/** Where the wall's badge of this size hides no label and no node: at an end of the wall if it can, else in a corner. */
export function badgePlace(layout: RingLayout, lines: readonly WallLine[], width: number, frame: Box): Point | null {
  const [first] = lines;
  if (first === undefined) return null;
  const half = { x: width / 2 + 2, y: 12 * layout.scale + 2 };
  const inside = ({ x, y }: Point): Point => ({
    x: Math.min(frame.right - half.x, Math.max(frame.left + half.x, x)),
    y: Math.min(frame.bottom - half.y, Math.max(frame.top + half.y, y)),
  });
  const ends = lines.flatMap((line) => [line.to, line.from]);
  const corners = [frame.top, frame.bottom].flatMap((y) => [frame.left, frame.right].map((x) => ({ x, y })));
  const places = [...ends, ...corners].map(inside).map((place) => {
    const box = { left: place.x - half.x, right: place.x + half.x, top: place.y - half.y, bottom: place.y + half.y };
    const away = Math.min(...ends.map((end) => distance(end, place)));
    return { place, cost: away * 0.2 + hidden(layout, box) };
  });
  return places.sort((a, b) => a.cost - b.cost)[0]?.place ?? null;
}

function hidden(layout: RingLayout, box: Box): number {
  const { nodeRadius } = layout;
  let area = 0;
  for (const { label, centre } of layout.seats) {
    const node = {
      left: centre.x - nodeRadius,
      right: centre.x + nodeRadius,
      top: centre.y - nodeRadius,
      bottom: centre.y + nodeRadius,
    };
    area += overlapArea(box, label.box) + overlapArea(box, node);
  }
  return area;
}
