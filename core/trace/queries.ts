/** Questions that several panels and tests ask of a view. */
import { linkKey } from './fold/faults.ts';
import type { ClusterView, NodeView } from './view-types.ts';

export { linkKey } from './fold/faults.ts';

/** The lab clock's reading at trace time `t` ≥ the last lab.pace, both in µs. */
export function labClockAt(view: ClusterView, t: number): number {
  return view.pace.clock + (t - view.paceSince) * view.pace.rate;
}

/** How many servers are a majority of the cluster (§5.2). */
export function majority(view: ClusterView): number {
  return Math.floor(view.nodes.size / 2) + 1;
}

export function isUp(node: NodeView): boolean {
  return node.status === 'up';
}

/** Leaders of older terms may linger; the one of the highest term is the cluster's. Paused ones still count. */
export function leaderOfHighestTerm(view: ClusterView): NodeView | null {
  let leader: NodeView | null = null;
  for (const node of view.nodes.values()) {
    if (node.state.role !== 'leader' || (node.status !== 'up' && node.status !== 'paused')) continue;
    if (leader === null || node.state.currentTerm > leader.state.currentTerm) leader = node;
  }
  return leader;
}

/** The highest index that any server has known to be committed, dead ones included: what is committed stays so. */
export function committedIndex(view: ClusterView): number {
  let highest = 0;
  for (const node of view.nodes.values()) highest = Math.max(highest, node.state.commitIndex);
  return highest;
}

/** The servers whose log, in memory or as last seen, holds the entry of this index and term. */
export function holdersOf(view: ClusterView, index: number, term: number): string[] {
  const holders: string[] = [];
  for (const node of view.nodes.values()) {
    if (node.log[index - 1]?.term === term) holders.push(node.id);
  }
  return holders;
}

export function isCut(view: ClusterView, from: string, to: string): boolean {
  return view.links.get(linkKey(from, to))?.cut === true;
}
