/** The red wall of a partition: dashed lines between the groups that the cuts leave, and the badge at its end. */
import { boxAround, freePlace, type Ground, type Segment, type Size } from './free-place.ts';
import { type Box, between, distance, excess, overlapArea, type Point } from './geometry.ts';
import { gapEnd, type RingLayout } from './ring-layout.ts';

/** Points along the line; the first and the last one are its ends. */
export type WallLine = readonly Point[];

const stepsOfALine = 40;
/** Between a wall and a label, pixels at scale 1. */
const air = 5;

/**
 * Two groups of neighbours are parted by one line, more by one spoke per gap. Groups that are not neighbours on the
 * ring have no wall that would be true; their cut links show it.
 */
export function wallLines(layout: RingLayout, groups: readonly (readonly string[])[], frame: Box): WallLine[] {
  const count = layout.seats.length;
  if (groups.length < 2) return [];
  const groupAt = layout.seats.map((seat) => groups.findIndex((group) => group.includes(seat.id)));
  const gaps = groupAt.flatMap((group, place) => (group === groupAt[(place + 1) % count] ? [] : [place]));
  if (gaps.length !== groups.length) return [];
  const ends = gaps.map((place) => gapEnd(layout, place));
  const [first, second] = ends;
  if (first !== undefined && second !== undefined && ends.length === 2) {
    const [smaller = [], larger = []] = [...groups].sort((a, b) => a.length - b.length);
    // Nearer to the smaller group, whose nodes stand close together; around one alone there is more room.
    const share = smaller.length === larger.length ? 0.5 : smaller.length === 1 ? 0.46 : 0.38;
    const through = between(middleOf(layout, smaller), middleOf(layout, larger), share);
    const [back, forth] = [bow(through, first, second), bow(through, second, first)];
    return [[...untilHidden(back, layout, frame).slice(1).reverse(), ...untilHidden(forth, layout, frame)]];
  }
  return ends.map((end) => untilHidden(bow(layout.centre, end), layout, frame));
}

/** Where a group has its centre of gravity. */
function middleOf({ seats, centre }: RingLayout, group: readonly string[]): Point {
  const members = seats.filter(({ id }) => group.includes(id));
  if (members.length === 0) return centre;
  const sum = members.reduce((total, seat) => ({ x: total.x + seat.centre.x, y: total.y + seat.centre.y }), {
    x: 0,
    y: 0,
  });
  return { x: sum.x / members.length, y: sum.y / members.length };
}

/**
 * From a point to one end of a line; when the line goes on to another end, as the half of a bow, which keeps clear of a
 * node that is cut off alone.
 */
function bow(from: Point, end: Point, other?: Point): Point[] {
  const tangent = other === undefined ? { x: 0, y: 0 } : { x: (end.x - other.x) / 2, y: (end.y - other.y) / 2 };
  return Array.from({ length: stepsOfALine + 1 }, (_, step) => {
    const share = step / stepsOfALine;
    const straight = between(from, end, share ** (other === undefined ? 1 : 2));
    const along = other === undefined ? 0 : share - share ** 2;
    return { x: straight.x + tangent.x * along, y: straight.y + tangent.y * along };
  });
}

/** A line ends before the label that stands in its way, and within the frame. */
function untilHidden(points: readonly Point[], { seats, scale }: RingLayout, frame: Box): Point[] {
  const dot = { width: 2 * air * scale, height: 2 * air * scale };
  const isHidden = (point: Point) => {
    const box = boxAround(point, dot);
    return excess(box, frame) > 0 || seats.some(({ label }) => overlapArea(box, label.box) > 0);
  };
  const stop = points.findIndex(isHidden);
  return stop < 0 ? [...points] : points.slice(0, stop);
}

export function segmentsOf(lines: readonly WallLine[]): Segment[] {
  return lines.flatMap((points) =>
    points.slice(1).flatMap((to, place) => {
      const from = points[place];
      return from === undefined ? [] : [{ from, to }];
    }),
  );
}

/** Where the wall's badge of this size hides nothing: as near to an end of the wall as it can stand. */
export function badgePlace(lines: readonly WallLine[], size: Size, centre: Point, ground: Ground): Point | null {
  const ends = lines.flatMap((line) => [line[0], line.at(-1)]).filter((end) => end !== undefined);
  const outer = ends.filter((end) => distance(end, centre) > 1);
  if (outer.length === 0) return null;
  const { left, top, right, bottom } = ground.frame;
  const shares = Array.from({ length: 13 }, (_, step) => step / 12);
  const rows = shares.map((share) => top + size.height / 2 + share * (bottom - top - size.height));
  const columns = shares.map((share) => left + size.width / 2 + share * (right - left - size.width));
  const candidates = rows.flatMap((y) =>
    columns.map((x) => ({ at: { x, y }, size, cost: Math.min(...outer.map((end) => distance(end, { x, y }))) })),
  );
  return freePlace(candidates, ground)?.at ?? null;
}
