/** Questions that several panels and tests ask of a view. */
import { linkKey } from './fold/faults.ts';
import { majorityOf } from './membership.ts';
import { termAt } from './view-log.ts';
import type { ClusterView, ConfigurationView, NodeView } from './view-types.ts';

export { linkKey } from './fold/faults.ts';

/** The lab clock's reading at trace time `t` ≥ the last lab.pace, both in µs. */
export function labClockAt(view: ClusterView, t: number): number {
  return view.pace.clock + (t - view.paceSince) * view.pace.rate;
}

/** The membership in force at the leader of the highest term, else at the server whose log is the newest (§5.4.1). */
export function membershipOf(view: ClusterView): ConfigurationView {
  let newest = leaderOfHighestTerm(view);
  if (newest !== null) return newest.configuration;
  for (const node of view.nodes.values()) if (newest === null || hasNewerLog(node, newest)) newest = node;
  return newest?.configuration ?? nobody;
}

export const nobody: ConfigurationView = {
  voters: [],
  outgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
  index: 0,
};

function hasNewerLog({ state: one }: NodeView, { state: other }: NodeView): boolean {
  if (one.lastLogTerm !== other.lastLogTerm) return one.lastLogTerm > other.lastLogTerm;
  return one.lastLogIndex > other.lastLogIndex;
}

/** How many voters are a majority of the cluster (§5.2); in joint consensus, of C-new. */
export function majority(view: ClusterView): number {
  return majorityOf(membershipOf(view).voters);
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

/** The servers whose log or snapshot, in memory or as last seen, holds the entry of this index and term. */
export function holdersOf(view: ClusterView, index: number, term: number): string[] {
  const isCommitted = committedTermAt(view, index) === term;
  const holders: string[] = [];
  for (const node of view.nodes.values()) {
    const holds = index < node.snapshotIndex ? isCommitted : termAt(node, index) === term;
    if (holds) holders.push(node.id);
  }
  return holders;
}

/** The term of the committed entry at `index`, which a compacted log holds as part of its snapshot; null if unknown. */
function committedTermAt(view: ClusterView, index: number): number | null {
  for (const node of view.nodes.values()) {
    if (node.state.commitIndex >= index && index >= node.snapshotIndex) return termAt(node, index);
  }
  return null;
}

export function isCut(view: ClusterView, from: string, to: string): boolean {
  return view.links.get(linkKey(from, to))?.cut === true;
}
