/** The red wall of a partition: dashed lines between the groups that the cuts leave. */
import type { Point } from './geometry.ts';
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
