/** Where the nodes of the ring stand, and where each one's two lines of text find room. */
import { distance, excess, type Point } from './geometry.ts';
import { around, type Label, type LabelGround, placeLabel } from './ring-labels.ts';

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

/** A chosen or focused node's outline reaches this share of its radius. */
const outline = 1.38;
/** A drawing lower than this, or a fuller ring, has room for one line of text per node. */
const lowestForTwoLines = 225;
const mostForTwoLines = 7;

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
  const attempts = [1.6, 1.35, 1.15, 1, 0.94, 0.88, 0.8, 0.7, 0.6].flatMap((share) =>
    [0, -10, 10, -20, 20, -30, 30].map((shift) => ({
      radiusX: Math.min(reach, radiusY * share),
      shift: shift * scale,
    })),
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
  const ring = { centre, radiusX, radiusY, nodeRadius };
  const points = ids.map((_, place) => (ids.length === 1 ? centre : onEllipse(ring, angleOf(place, ids.length))));
  const edge = { left: 2, top: 2, right: width - 2, bottom: height - 2 };
  const gapEnds = ids.length === 1 ? [] : ids.map((_, place) => gapEndOf(ring, place, ids.length));
  const ground = { points, centre, nodeRadius, scale, lines, edge, gapEnds };
  const labelled = labelAll(ground);
  // A round ring in the middle is nicer, as long as every label finds a free place.
  const shape = Math.abs(radiusX - radiusY) * 0.4 + Math.abs(shift) * 0.2;
  const seats = ids.flatMap((id, place) => {
    const label = labelled.labels.get(place);
    return label === undefined ? [] : [{ id, centre: points[place] ?? centre, label }];
  });
  return { cost: shape + crowding(points, ground) + labelled.cost, layout: { seats, ...ring, scale, lines } };
}

/** The nodes at the sides have the fewest places for a label, so they choose first; then each once more, knowing all. */
function labelAll(ground: LabelGround): { labels: ReadonlyMap<number, Label>; cost: number } {
  const { points, centre } = ground;
  const labels = new Map<number, Label>();
  const costs = new Map<number, number>();
  const order = [...points.keys()].sort((a, b) => offAxis(points[a], centre) - offAxis(points[b], centre));
  for (const place of [...order, ...order]) {
    const taken = [...labels].filter(([other]) => other !== place).map(([, { box }]) => box);
    const placed = placeLabel(points[place] ?? centre, ground, taken);
    labels.set(place, placed.label);
    costs.set(place, placed.cost);
  }
  return { labels, cost: [...costs.values()].reduce((sum, cost) => sum + cost, 0) };
}

type Ring = Pick<RingLayout, 'centre' | 'radiusX' | 'radiusY' | 'nodeRadius'>;

function onEllipse({ centre, radiusX, radiusY }: Ring, angle: number, further = 0): Point {
  return {
    x: centre.x + (radiusX + further) * Math.cos(angle),
    y: centre.y + (radiusY + further) * Math.sin(angle),
  };
}

/** Beyond the ring, halfway between the seat at `place` and the next one: where a wall ends. */
export function gapEnd(layout: RingLayout, place: number): Point {
  return gapEndOf(layout, place, layout.seats.length);
}

function gapEndOf(ring: Ring, place: number, count: number): Point {
  return onEllipse(ring, angleOf(place + 0.5, count), ring.nodeRadius * 1.1);
}

function offAxis(point: Point | undefined, centre: Point): number {
  return Math.round(Math.abs((point ?? centre).y - centre.y));
}

/** Nodes must not touch each other or leave the frame. */
function crowding(points: readonly Point[], { nodeRadius, edge }: LabelGround): number {
  let cost = 0;
  for (const [place, point] of points.entries()) {
    cost += excess(around(point, nodeRadius), edge) * 400;
    for (const other of points.slice(place + 1)) cost += Math.max(0, 2.35 * nodeRadius - distance(point, other)) * 60;
  }
  return cost;
}
