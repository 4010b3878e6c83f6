/** Finds room for words on the ring's plane: where they overlap no node, no label and no other words. */
import { type Box, distance, excess, lengthInside, overlapArea, type Point } from './geometry.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Segment {
  readonly from: Point;
  readonly to: Point;
}

/** What stands on the plane already. */
export interface Ground {
  readonly frame: Box;
  readonly nodes: readonly Point[];
  /** Radius that is kept free around each node. */
  readonly reach: number;
  readonly boxes: readonly Box[];
  /** Nothing may stand on these. */
  readonly walls: readonly Segment[];
  /** Words can be read on these, and are better beside them. */
  readonly links: readonly Segment[];
}

export interface Candidate {
  readonly at: Point;
  readonly size: Size;
  /** How much it is liked less than the best place. */
  readonly cost: number;
}

/** Between words and whatever else stands there, pixels. */
const air = 3;
const perPixelOfLink = 0.35;

export function boxAround({ x, y }: Point, { width, height }: Size): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

/** The cheapest candidate that overlaps nothing; null when there is none. */
export function freePlace<Place extends Candidate>(candidates: readonly Place[], ground: Ground): Place | null {
  let best: Place | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate.cost >= least) continue;
    const box = boxAround(candidate.at, candidate.size);
    if (!isFree(box, ground)) continue;
    const cost = candidate.cost + perPixelOfLink * lengthOf(ground.links, box);
    if (cost < least) [best, least] = [candidate, cost];
  }
  return best;
}

export function isFree(box: Box, { frame, nodes, reach, boxes, walls }: Ground): boolean {
  const roomy = { left: box.left - air, right: box.right + air, top: box.top - air, bottom: box.bottom + air };
  if (excess(box, frame) > 0) return false;
  if (nodes.some((node) => distance(node, nearest(node, box)) < reach)) return false;
  return boxes.every((other) => overlapArea(roomy, other) === 0) && lengthOf(walls, roomy) === 0;
}

function lengthOf(segments: readonly Segment[], box: Box): number {
  return segments.reduce((length, { from, to }) => length + lengthInside(from, to, box), 0);
}

/** The point of the box that is nearest to the given one. */
function nearest({ x, y }: Point, { left, top, right, bottom }: Box): Point {
  return { x: Math.min(right, Math.max(left, x)), y: Math.min(bottom, Math.max(top, y)) };
}
