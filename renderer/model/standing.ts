/** Who belongs to the cluster, who joins, who has left (§6), and in what order they are shown. */
import { placeIn } from '../../core/trace/membership.ts';
import { membershipOf } from '../../core/trace/queries.ts';
import type { ClusterView, ConfigurationView, NodeView } from '../../core/trace/view-types.ts';

/** leaving: it votes in C-old only. joining: it runs, and no leader has it yet. outsider: it never became a member. */
export type Standing = 'voter' | 'leaving' | 'learner' | 'joining' | 'removed' | 'outsider';

/** As many as a cluster has members at most: a ring has a seat for each. */
export const MOST_SEATS = 9;

export function standingOf(view: ClusterView, node: NodeView): Standing {
  const place = placeIn(membershipOf(view), node.id);
  if (place !== 'none') return place;
  switch (node.memberStage?.stage) {
    case 'added':
      return 'joining';
    case 'failed':
      return 'outsider';
    case undefined:
      return placeIn(node.firstConfiguration, node.id) === 'none' ? 'outsider' : 'removed';
    default:
      return 'removed';
  }
}

export function hasLeft(view: ClusterView, node: NodeView): boolean {
  return standingOf(view, node) === 'removed';
}

/** Everyone in the membership in force, with a vote or without. */
export function membersIn(view: ClusterView): string[] {
  const { voters, outgoing, learners } = membershipOf(view);
  return [...new Set([...voters, ...outgoing, ...learners])];
}

/** All nodes: those who belong to the cluster or come to it, then those who have left. */
export function nodesInOrder(view: ClusterView): NodeView[] {
  const nodes = [...view.nodes.values()];
  return [...nodes.filter((node) => !hasLeft(view, node)), ...nodes.filter((node) => hasLeft(view, node))];
}

export interface Seating {
  readonly seated: readonly string[];
  /** Those who have left and stopped, or for whom no seat is free. */
  readonly aside: readonly string[];
}

/** One who has left and still runs may disturb the others (thesis 4.2.3), so it keeps its seat while there is one. */
export function seatingOf(view: ClusterView): Seating {
  const present = nodesInOrder(view);
  const isGone = (node: NodeView) => hasLeft(view, node) && (node.status === 'down' || node.status === 'halted');
  const seated = present.filter((node) => !isGone(node)).slice(0, MOST_SEATS);
  const aside = present.filter((node) => !seated.includes(node)).map(({ id }) => id);
  return { seated: [...view.nodes.keys()].filter((id) => seated.some((node) => node.id === id)), aside };
}

/** Which of the two sets of a joint membership the server decides in (§6); empty in a simple one. */
export function jointSetOf({ voters, outgoing }: ConfigurationView, id: string): '' | 'old' | 'new' | 'both' {
  if (outgoing.length === 0) return '';
  const [isOld, isNew] = [outgoing.includes(id), voters.includes(id)];
  if (isOld && isNew) return 'both';
  return isOld ? 'old' : isNew ? 'new' : '';
}

export function isJoint({ outgoing }: ConfigurationView): boolean {
  return outgoing.length > 0;
}

/** `C-old S1 S2 S3, C-new S1 S2 S4, learners S5`, or without a C-old the members alone. */
export function membersText({
  voters,
  outgoing,
  learners,
}: Pick<ConfigurationView, 'voters' | 'outgoing' | 'learners'>): string {
  const parts = [`${outgoing.length > 0 ? 'C-new ' : ''}${voters.join(' ')}`];
  if (outgoing.length > 0) parts.unshift(`C-old ${outgoing.join(' ')}`);
  if (learners.length > 0) parts.push(`${learners.length === 1 ? 'learner' : 'learners'} ${learners.join(' ')}`);
  return parts.join(', ');
}
