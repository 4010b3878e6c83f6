/** Partitions of every shape: in two, in pieces, a ring of majorities, halves joined by one bridge, one server alone. */
import type { NodeId } from '../../raft/types.ts';
import type { Dice } from '../dice.ts';

export interface Link {
  readonly from: NodeId;
  readonly to: NodeId;
}

/** Every size from one alone to all together; sometimes three pieces, of which none need be a majority. */
export function drawGroups(dice: Dice, nodes: readonly NodeId[]): NodeId[][] {
  const shuffled = dice.shuffle(nodes);
  const border = dice.whole(0, shuffled.length);
  const second = dice.happens(0.2) ? dice.whole(border, shuffled.length) : shuffled.length;
  const pieces = [shuffled.slice(0, border), shuffled.slice(border, second), shuffled.slice(second)];
  return pieces.filter((piece) => piece.length > 0);
}

/**
 * Everybody sees a majority, and no two see the same: each server keeps its nearest neighbours on a circle. The links
 * between those that are further apart are cut.
 */
export function ringCuts(dice: Dice, nodes: readonly NodeId[]): Link[] {
  const circle = dice.shuffle(nodes);
  const size = circle.length;
  const reach = Math.ceil(Math.floor(size / 2) / 2);
  return cutsWhere(circle, (one, other) => {
    const apart = Math.abs(one - other);
    return Math.min(apart, size - apart) > reach;
  });
}

/** Two halves, and one server that sees both. */
export function bridgeCuts(dice: Dice, nodes: readonly NodeId[]): Link[] {
  const [, ...others] = dice.shuffle(nodes);
  const half = others.length >> 1;
  return cutsWhere(others, (one, other) => one < half !== other < half);
}

/** The servers of one side are not heard by the other, but hear it. */
export function oneWayCuts(dice: Dice, ends: readonly string[]): Link[] {
  const shuffled = dice.shuffle(ends);
  const border = dice.whole(1, Math.max(1, shuffled.length - 1));
  const [deaf, mute] = [shuffled.slice(0, border), shuffled.slice(border)];
  return mute.flatMap((from) => deaf.map((to) => ({ from, to })));
}

function cutsWhere(nodes: readonly NodeId[], apart: (one: number, other: number) => boolean): Link[] {
  return nodes.flatMap((from, one) =>
    nodes.flatMap((to, other) => (one !== other && apart(one, other) ? [{ from, to }] : [])),
  );
}
