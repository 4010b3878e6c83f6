/** Finds each node of the ring a place for its two lines of text: off the other labels, the nodes, the links and the walls. */
import { type Box, between, excess, lengthInside, overlapArea, type Point } from './geometry.ts';

export type Anchor = 'start' | 'middle' | 'end';

export interface Label {
  /** Baseline of the first line. */
  readonly x: number;
  readonly y: number;
  readonly anchor: Anchor;
  readonly box: Box;
}

/** The ring as it stands while labels are placed on it. */
export interface LabelGround {
  readonly points: readonly Point[];
  readonly centre: Point;
  readonly nodeRadius: number;
  readonly scale: number;
  readonly lines: 1 | 2;
  readonly edge: Box;
  /** Where the wall of a partition would leave the ring. */
  readonly gapEnds: readonly Point[];
}

interface Candidate {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: Anchor;
}

/** Pixels at scale 1 (root font 13 px): the widest label is `Pre-candidate` in bold 13 px letters. */
const labelWidth = 90.5;
const lineHeight = 16;
const gap = 11;

/** The places around a node, the best ones first, relative to its centre; `dy` is the first baseline. */
function candidates({ nodeRadius, scale, lines }: LabelGround): Candidate[] {
  const away = nodeRadius + gap * scale;
  const slanted = nodeRadius + 0.95 * gap * scale;
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

function boxOf(at: Point, { dx, dy, anchor }: Candidate, { scale, lines }: LabelGround): Box {
  const width = labelWidth * scale;
  const x = at.x + dx;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const top = at.y + dy - lineHeight * 0.8 * scale;
  return { left, top, right: left + width, bottom: top + lines * lineHeight * scale };
}

export function placeLabel(at: Point, ground: LabelGround, taken: readonly Box[]): { label: Label; cost: number } {
  const ranked = candidates(ground).map((candidate, rank) => {
    const box = boxOf(at, candidate, ground);
    return { cost: costOf(at, candidate, box, ground, taken) + rank, candidate, box };
  });
  const [best] = ranked.sort((a, b) => a.cost - b.cost);
  if (best === undefined) throw new Error('a label has no candidate places');
  const { candidate, box, cost } = best;
  return { cost, label: { x: at.x + candidate.dx, y: at.y + candidate.dy, anchor: candidate.anchor, box } };
}

/** What is wrong with a place: out of the frame, on another label or node, on a link, where a wall would pass. */
function costOf(at: Point, candidate: Candidate, box: Box, ground: LabelGround, taken: readonly Box[]): number {
  const { points, centre, nodeRadius, edge, gapEnds } = ground;
  let cost = excess(box, edge) * 200;
  for (const other of taken) cost += overlapArea(box, other) * 25;
  for (const end of gapEnds) cost += lengthInside(between(centre, end, 0.6), end, box) * 0.5;
  for (const [place, other] of points.entries()) {
    cost += overlapArea(box, around(other, nodeRadius + 2)) * 2;
    for (const end of points.slice(place + 1)) cost += lengthInside(other, end, box) * 2.2;
  }
  // Outward is where nothing else will be.
  const outward = (candidate.dx * (at.x - centre.x) + candidate.dy * (at.y - centre.y)) / (nodeRadius + 1);
  return cost - outward * 0.08;
}

export function around(point: Point, radius: number): Box {
  return { left: point.x - radius, top: point.y - radius, right: point.x + radius, bottom: point.y + radius };
}
