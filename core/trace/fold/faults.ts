/** The network's condition: which links are not in good order, and the partition while it stands. */
import type { EventOf, LinkRule } from '../events.ts';
import type { ClusterView } from '../view-types.ts';

export function foldFault(view: ClusterView, { ev, fault, t }: EventOf<'fault.link'>): void {
  if (ev === 'fault.heal') view.links.clear();
  for (const rule of fault.links) setRule(view, rule);
  if (ev === 'fault.partition') {
    view.partition = fault.groups;
    view.partitionSince = t;
  }
  if (!partitionStands(view)) {
    view.partition = [];
    view.partitionSince = null;
  }
}

/** The key of one direction of a link in `ClusterView.links`. */
export function linkKey(from: string, to: string): string {
  return `${from}>${to}`;
}

function setRule(view: ClusterView, rule: LinkRule): void {
  const key = linkKey(rule.from, rule.to);
  if (isInGoodOrder(rule)) view.links.delete(key);
  else view.links.set(key, rule);
}

function isInGoodOrder({ cut, delayMs, jitterMs, loss, duplicate, reorder }: LinkRule): boolean {
  return !cut && delayMs === 0 && jitterMs === 0 && loss === 0 && duplicate === 0 && reorder === 0;
}

/** It stands while any link between two servers that it set apart is cut. A server in no group is apart from all. */
function partitionStands(view: ClusterView): boolean {
  if (view.partition.length === 0) return false;
  const groupOf = (id: string) => view.partition.find((group) => group.includes(id));
  for (const { from, to, cut } of view.links.values()) {
    if (!cut || !view.nodes.has(from) || !view.nodes.has(to)) continue;
    const group = groupOf(from);
    if (group === undefined || group !== groupOf(to)) return true;
  }
  return false;
}
