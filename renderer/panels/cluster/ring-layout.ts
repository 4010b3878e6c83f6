/** Where the nodes of the ring stand, and where each one's two lines of text find room. */
import { type Box, distance, excess, lengthInside, overlapArea, type Point } from './geometry.ts';

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
  /** Lines of text per node: the second one goes where there is no room for it. */
  readonly lines: 1 | 2;
}

/** Pixels at scale 1 (root font 13 px): the widest label is `Pre-candidate` in bold 13 px letters. */
const labelWidth = 82;
const lineHeight = 16;
const gap = 11;
/** A chosen or focused node's outline reaches this share of its radius. */
const outline = 1.38;
/** A drawing lower than this, or a fuller ring, has room for one line of text per node. */
const lowestForTwoLines = 225;
const mostForTwoLines = 7;

interface Candidate {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: Anchor;
}

/** One way to place the ring in its frame: the outer nodes' distances from the middle, and a shift to the side. */
interface Attempt {
  readonly radiusX: number;
  readonly shift: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly nodeRadius: number;
  readonly scale: number;
  readonly lines: 1 | 2;
}

/** `width` and `height` of the drawing in pixels; `scale` follows the root font size. */
export function ringLayout(ids: readonly string[], width: number, height: number, scale: number): RingLayout {
  const nodeRadius = radiusFor(ids.length, Math.min(width, height), scale);
  const lines = height < lowestForTwoLines * scale || ids.length > mostForTwoLines ? 1 : 2;
  const frame: Frame = { width, height, nodeRadius, scale, lines };
  const reach = Math.max(0, (width - 2 * outline * nodeRadius) / 2);
  const radiusY = verticalRadius(ids.length, frame);
  const attempts = [1.6, 1.35, 1.15, 1, 0.9, 0.8, 0.7, 0.6].flatMap((share) =>
    [0, -14, 14, -28, 28].map((shift) => ({ radiusX: Math.min(reach, radiusY * share), shift: shift * scale })),
  );
  const tried = attempts.map((attempt) => seat(ids, frame, attempt, radiusY));
  const [best] = tried.sort((a, b) => a.cost - b.cost);
  if (best === undefined) throw new Error('a ring has no attempts');
  return best.layout;
}

function radiusFor(count: number, room: number, scale: number): number {
  const wanted = count <= 5 ? 34 : count <= 7 ? 29 : 25;
  return Math.min(wanted * scale, room / (count <= 5 ? 7 : 9));
}

function angleOf(place: number, count: number): number {
  return (place / count) * 2 * Math.PI - Math.PI / 2;
}

/** The lowest node of the ring, as a share of its radius: 1 for even counts, 0.81 for five. */
function lowest(count: number): number {
  return Math.max(0, ...Array.from({ length: count }, (_, place) => Math.sin(angleOf(place, count))));
}

function verticalRadius(count: number, { height, nodeRadius }: Frame): number {
  return Math.max(0, (height - 2 * outline * nodeRadius) / (1 + lowest(count)));
}

function centreOf(count: number, { width, nodeRadius, height }: Frame, shift: number, radiusY: number): Point {
  if (count === 1) return { x: width / 2, y: height / 2 };
  return { x: width / 2 + shift, y: outline * nodeRadius + radiusY };
}

function seat(ids: readonly string[], frame: Frame, { radiusX, shift }: Attempt, radiusY: number) {
  const { width, height, nodeRadius, scale, lines } = frame;
  const centre = centreOf(ids.length, frame, shift, radiusY);
  const points = ids.map((_, place) => {
    const angle = angleOf(place, ids.length);
    const alone = ids.length === 1;
    return alone ? centre : { x: centre.x + radiusX * Math.cos(angle), y: centre.y + radiusY * Math.sin(angle) };
  });
  const ground = {
    points,
    centre,
    nodeRadius,
    scale,
    lines,
    edge: { left: 2, top: 2, right: width - 2, bottom: height - 2 },
  };
  const taken: Box[] = [];
  // A round ring in the middle is nicer, as long as every label finds a free place.
  let cost = Math.abs(radiusX - radiusY) * 0.4 + Math.abs(shift) * 0.2;
  cost += crowding(points, ground);
  // The nodes at the sides have the fewest places for a label, so they choose first.
  const order = ids.map((_, place) => place).sort((a, b) => offAxis(points[a], centre) - offAxis(points[b], centre));
  const labels = new Map<number, Label>();
  for (const place of order) {
    const placed = placeLabel(points[place] ?? centre, ground, taken);
    taken.push(placed.label.box);
    labels.set(place, placed.label);
    cost += placed.cost;
  }
  const seats = ids.flatMap((id, place) => {
    const label = labels.get(place);
    return label === undefined ? [] : [{ id, centre: points[place] ?? centre, label }];
  });
  return { cost, layout: { seats, centre, radiusX, radiusY, nodeRadius, scale, lines } };
}

function offAxis(point: Point | undefined, centre: Point): number {
  return Math.round(Math.abs((point ?? centre).y - centre.y));
}

/** Nodes must not touch each other or leave the frame. */
function crowding(points: readonly Point[], { nodeRadius, edge }: Ground): number {
  let cost = 0;
  for (const [place, point] of points.entries()) {
    cost += excess(around(point, nodeRadius), edge) * 400;
    for (const other of points.slice(place + 1)) cost += Math.max(0, 2.35 * nodeRadius - distance(point, other)) * 60;
  }
  return cost;
}

/** The places around a node, the best ones first, relative to its centre; `dy` is the first baseline. */
function candidates({ nodeRadius, scale, lines }: Ground): Candidate[] {
  const away = nodeRadius + gap * scale;
  const slanted = nodeRadius + 0.8 * gap * scale;
  const middle = -lineHeight * 0.15 * scale;
  // Above and below, a chosen leader's hexagon reaches furthest.
  const below = 1.33 * nodeRadius + 14 * scale;
  const above = -1.33 * nodeRadius - (lineHeight * (lines - 1) + 5) * scale;
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
    { dx: -0.3 * nodeRadius, dy: above, anchor: 'start' },
    { dx: 0.3 * nodeRadius, dy: above, anchor: 'end' },
  ];
}

function boxOf(at: Point, { dx, dy, anchor }: Candidate, { scale, lines }: Ground): Box {
  const width = labelWidth * scale;
  const x = at.x + dx;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const top = at.y + dy - lineHeight * 0.8 * scale;
  return { left, top, right: left + width, bottom: top + lines * lineHeight * scale };
}

interface Ground {
  readonly points: readonly Point[];
  readonly centre: Point;
  readonly nodeRadius: number;
  readonly scale: number;
  readonly lines: 1 | 2;
  readonly edge: Box;
}

function placeLabel(at: Point, ground: Ground, taken: readonly Box[]): { label: Label; cost: number } {
  const ranked = candidates(ground).map((candidate, rank) => {
    const box = boxOf(at, candidate, ground);
    return { cost: costOf(at, candidate, box, ground, taken) + rank, candidate, box };
  });
  const [best] = ranked.sort((a, b) => a.cost - b.cost);
  if (best === undefined) throw new Error('a label has no candidate places');
  const { candidate, box, cost } = best;
  return { cost, label: { x: at.x + candidate.dx, y: at.y + candidate.dy, anchor: candidate.anchor, box } };
}

/** What is wrong with a place: out of the frame, on another label or node, on a link. */
function costOf(at: Point, candidate: Candidate, box: Box, ground: Ground, taken: readonly Box[]): number {
  const { points, centre, nodeRadius, edge } = ground;
  let cost = excess(box, edge) * 200;
  for (const other of taken) cost += overlapArea(box, other) * 8;
  for (const [place, other] of points.entries()) {
    cost += overlapArea(box, around(other, nodeRadius + 2)) * 2;
    for (const end of points.slice(place + 1)) cost += lengthInside(other, end, box) * 2.2;
  }
  // Outward is where nothing else will be.
  const outward = (candidate.dx * (at.x - centre.x) + candidate.dy * (at.y - centre.y)) / (nodeRadius + 1);
  return cost - outward * 0.08;
}

function around(point: Point, radius: number): Box {
  return { left: point.x - radius, top: point.y - radius, right: point.x + radius, bottom: point.y + radius };
}
