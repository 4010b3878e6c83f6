/** Which nodes can talk: links by direction, and the groups that the cuts leave. */
import type { LinkRule } from '../../core/trace/events.ts';
import { isCut, isUp, linkKey } from '../../core/trace/queries.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';

export function ruleOf(view: ClusterView, from: string, to: string): LinkRule | undefined {
  return view.links.get(linkKey(from, to));
}

/** Neither direction works as it should: requests or their answers are lost. */
export function cannotAnswer(view: ClusterView, a: string, b: string): boolean {
  return isCut(view, a, b) || isCut(view, b, a);
}

/** The groups of nodes that hear of each other at all, each in the given order; one group when nothing is apart. */
export function groupsOf(view: ClusterView, ids: readonly string[]): string[][] {
  const left = new Set(ids);
  const groups: string[][] = [];
  for (const id of ids) {
    if (!left.delete(id)) continue;
    const group = [id];
    for (const member of group) {
      for (const other of left) {
        if (isCut(view, member, other) && isCut(view, other, member)) continue;
        left.delete(other);
        group.push(other);
      }
    }
    groups.push(ids.filter((candidate) => group.includes(candidate)));
  }
  return groups;
}

/** The other nodes whose messages and answers get through, and that run to answer. */
export function reachableFrom(view: ClusterView, id: string): string[] {
  return [...view.nodes.values()]
    .filter((node) => node.id !== id && isUp(node) && !cannotAnswer(view, id, node.id))
    .map((node) => node.id);
}
