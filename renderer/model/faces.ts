/** How a node looks and is called: one shape and one word for each role and condition, the same in every panel. */
import type { ClusterView, NodeView } from '../../core/trace/view-types.ts';
import { standingOf } from './standing.ts';

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
  return { shape, word: wordFor(view, node, shape) };
}

function shapeOf(view: ClusterView, node: NodeView): Shape {
  if (node.status === 'down') return 'down';
  if (node.status === 'paused') return 'paused';
  if (isStaleLeader(view, node)) return 'staleLeader';
  const { role } = node.state;
  const standing = standingOf(view, node);
  return role === 'follower' && standing !== 'voter' && standing !== 'leaving' ? 'learner' : role;
}

/** One who is no member is called so unless it acts all the same (§6): a removed leader leads until that is committed. */
function wordFor(view: ClusterView, node: NodeView, shape: Shape): string {
  const standing = standingOf(view, node);
  const isQuiet = shape === 'learner' || shape === 'down' || shape === 'paused';
  if (standing === 'removed' && isQuiet) return 'Removed';
  if (shape !== 'learner' || standing === 'learner') return words[shape];
  return standing === 'joining' ? 'Joining' : 'No member';
}
