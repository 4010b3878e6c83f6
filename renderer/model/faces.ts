/** How a node looks and is called: one shape and one word for each role and condition, the same in every panel. */
import { type Place, placeIn } from '../../core/trace/membership.ts';
import { membershipOf } from '../../core/trace/queries.ts';
import type { ClusterView, NodeView } from '../../core/trace/view-types.ts';

export type Shape =
  | 'leader'
  | 'staleLeader'
  | 'follower'
  | 'learner'
  | 'preCandidate'
  | 'candidate'
  | 'paused'
  | 'down';

export interface Face {
  readonly shape: Shape;
  /** `Leader`, `Stale leader`, `Down` … */
  readonly word: string;
}

/** Every node that thinks it leads, the newest term first. A paused leader still thinks so. */
export function leadersOf(view: ClusterView): NodeView[] {
  return [...view.nodes.values()]
    .filter((node) => (node.status === 'up' || node.status === 'paused') && node.state.role === 'leader')
    .sort((a, b) => b.state.currentTerm - a.state.currentTerm);
}

/** A leader is stale when another node leads a later term: it has not heard of it yet (§5.1). */
export function isStaleLeader(view: ClusterView, node: NodeView): boolean {
  if (node.state.role !== 'leader') return false;
  return leadersOf(view).some((other) => other.state.currentTerm > node.state.currentTerm);
}

const words: Record<Shape, string> = {
  leader: 'Leader',
  staleLeader: 'Stale leader',
  follower: 'Follower',
  learner: 'Learner',
  preCandidate: 'Pre-candidate',
  candidate: 'Candidate',
  paused: 'Paused',
  down: 'Down',
};

export function faceOf(view: ClusterView, node: NodeView): Face {
  if (node.status === 'new') return { shape: 'down', word: 'Starting' };
  if (node.status === 'halted') return { shape: 'down', word: 'Halted' };
  const shape = shapeOf(view, node);
  const isMember = placeOf(view, node) !== 'none';
  return { shape, word: shape === 'learner' && !isMember ? 'Not a member' : words[shape] };
}

function shapeOf(view: ClusterView, node: NodeView): Shape {
  if (node.status === 'down') return 'down';
  if (node.status === 'paused') return 'paused';
  if (isStaleLeader(view, node)) return 'staleLeader';
  const { role } = node.state;
  const place = placeOf(view, node);
  return role === 'follower' && (place === 'learner' || place === 'none') ? 'learner' : role;
}

/** Whether it has a vote, learns, or is no member (§6, thesis 4.2.1). */
function placeOf(view: ClusterView, { id }: NodeView): Place {
  return placeIn(membershipOf(view), id);
}
