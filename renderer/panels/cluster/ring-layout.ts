/** Where the nodes of the ring stand, and where each one's two lines of text find room. */
import { type Box, excess, lengthInside, overlapArea, type Point } from './geometry.ts';

export type Anchor = 'start' | 'middle' | 'end';

export interface Label {
  /** Baseline of the first line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: Anchor;
  readonly box: Box;
}

export interface Seat {
  readonly id: string;
  readonly centre: Point;
  readonly label: Label;
}

export interface RingLayout {
  readonly seats: readonly Seat[];
  readonly centre: Point;
  /** Half the ring's size, from its centre to the nodes' centres. */
  readonly radiusX: number;
  readonly radiusY: number;
  /** Radius of a node. */
  readonly nodeRadius: number;
  readonly scale: number;
}

/** Pixels at scale 1 (root font 13 px): the widest label is `Stale leader`, `cut off 9.2 s` in 13 px letters. */
const labelWidth = 84;
const lineHeight = 16;
const gap = 11;
const margin = 6;

interface Candidate {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: Anchor;
}

/** `width` and `height` of the drawing in pixels; `scale` follows the root font size. */
export function ringLayout(ids: readonly string[], width: number, height: number, scale: number): RingLayout {
  const nodeRadius = radiusFor(ids.length, Math.min(width, height), scale);
  const edge = nodeRadius + margin * scale;
  const radiusY = Math.max(0, (height - 2 * edge) / 2);
  const widest = Math.max(0, (width - 2 * edge) / 2);
  const wishes = [1.12, 1, 0.9, 0.8, 0.7, 0.6].map((share) => Math.min(widest, radiusY * share));
  const layouts = wishes.map((radiusX) => seat(ids, width, height, scale, nodeRadius, radiusX, radiusY));
  const [best] = layouts.sort((a, b) => a.cost - b.cost);
  return best?.layout ?? { seats: [], centre: { x: 0, y: 0 }, radiusX: 0, radiusY: 0, nodeRadius, scale };
}

function radiusFor(count: number, room: number, scale: number): number {
  const wanted = count <= 5 ? 34 : count <= 7 ? 29 : 25;
  return Math.min(wanted * scale, room / (count <= 5 ? 7 : 9));
}

function seat(
  ids: readonly string[],
  width: number,
  height: number,
  scale: number,
  nodeRadius: number,
  radiusX: number,
  radiusY: number,
) {
  const centre = { x: width / 2, y: height / 2 };
  const points = ids.map((_, place) => {
    const angle = (place / ids.length) * 2 * Math.PI - Math.PI / 2;
    return { x: centre.x + radiusX * Math.cos(angle), y: centre.y + radiusY * Math.sin(angle) };
  });
  if (points.length === 1) points[0] = centre;
  const frame = { left: 2, top: 2, right: width - 2, bottom: height - 2 };
  const taken: Box[] = [];
  let cost = 0;
  const seats = ids.map((id, place) => {
    const point = points[place] ?? centre;
    const placed = placeLabel(point, points, taken, frame, nodeRadius, scale, centre);
    taken.push(placed.label.box);
    cost += placed.cost;
    return { id, centre: point, label: placed.label };
  });
  // A rounder ring is nicer as long as every label finds a free place.
  cost += Math.abs(radiusX - radiusY) * 0.5;
  return { cost, layout: { seats, centre, radiusX, radiusY, nodeRadius, scale } };
}

/** The nine places around a node, relative to its centre; `dy` is the first baseline. */
function candidates(nodeRadius: number, scale: number): Candidate[] {
  const away = nodeRadius + gap * scale;
  const slanted = nodeRadius * 0.72 + gap * scale;
  const middle = -lineHeight * 0.15 * scale;
  const below = nodeRadius + 1.35 * lineHeight * scale;
  const above = -nodeRadius - (gap + lineHeight) * scale;
  return [
    { dx: away, dy: middle, anchor: 'start' },
    { dx: -away, dy: middle, anchor: 'end' },
    { dx: slanted, dy: nodeRadius * 0.75, anchor: 'start' },
    { dx: -slanted, dy: nodeRadius * 0.75, anchor: 'end' },
    { dx: slanted, dy: -nodeRadius * 0.75, anchor: 'start' },
    { dx: -slanted, dy: -nodeRadius * 0.75, anchor: 'end' },
    { dx: 0, dy: below, anchor: 'middle' },
    { dx: -0.3 * nodeRadius, dy: below, anchor: 'start' },
    { dx: 0.3 * nodeRadius, dy: below, anchor: 'end' },
    { dx: 0, dy: above, anchor: 'middle' },
  ];
}

function boxOf(at: Point, { dx, dy, anchor }: Candidate, scale: number): Box {
  const width = labelWidth * scale;
  const x = at.x + dx;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const top = at.y + dy - lineHeight * 0.8 * scale;
  return { left, top, right: left + width, bottom: top + 2 * lineHeight * scale };
}

function placeLabel(
  at: Point,
  points: readonly Point[],
  taken: readonly Box[],
  frame: Box,
  nodeRadius: number,
  scale: number,
  centre: Point,
): { label: Label; cost: number } {
  const ranked = candidates(nodeRadius, scale).map((candidate) => {
    const box = boxOf(at, candidate, scale);
    let cost = excess(box, frame) * 40;
    for (const other of taken) cost += overlapArea(box, other);
    for (const other of points) {
      cost += overlapArea(box, around(other, nodeRadius + 2)) * 2;
      if (other !== at) cost += lengthInside(at, other, box) * 0.8;
    }
    // Outward is where nothing else will be.
    const outward = (candidate.dx * (at.x - centre.x) + candidate.dy * (at.y - centre.y)) / (nodeRadius + 1);
    return { cost: cost - outward * 0.02, candidate, box };
  });
  const [best] = ranked.sort((a, b) => a.cost - b.cost);
  if (best === undefined) throw new Error('a label has no candidate places');
  const { candidate, box, cost } = best;
  return { cost, label: { x: at.x + candidate.dx, y: at.y + candidate.dy, anchor: candidate.anchor, box } };
}

function around(point: Point, radius: number): Box {
  return { left: point.x - radius, top: point.y - radius, right: point.x + radius, bottom: point.y + radius };
}
