/** The cluster at one moment, made to be kept by the thousand: long lists share what they have in common. */
import type { EntryRecord } from '../events.ts';
import type { ClusterView, MessageView, NodeView, OperationView } from '../view-types.ts';
import { ownWeight, type Pieces, piecesOf, restore } from './pieces.ts';

interface NodeFrame {
  /** Its log is empty; the entries are in `log`. */
  readonly rest: NodeView;
  readonly log: Pieces<EntryRecord>;
}

export interface Keyframe {
  readonly seq: number;
  /** References that this keyframe shares with no earlier one: what it costs to keep. */
  readonly weight: number;
  /** All that is short. */
  readonly rest: ClusterView;
  readonly nodes: ReadonlyMap<string, NodeFrame>;
  readonly operations: ReadonlyMap<string, Pieces<OperationView>>;
  readonly messages: readonly MessageView[];
}

/** Later changes of `view` do not change it. */
export function keyframeOf(view: ClusterView, before: Keyframe | undefined): Keyframe {
  const nodes = new Map<string, NodeFrame>();
  const operations = new Map<string, Pieces<OperationView>>();
  let weight = view.messages.size + view.links.size + view.violations.length + view.dropped.length;
  for (const [id, node] of view.nodes) {
    const known = before?.nodes.get(id)?.log;
    const log = piecesOf(node.log, node.snapshotIndex, known);
    weight += ownWeight(log, known) + node.votes.size + node.progress.size;
    nodes.set(id, { rest: withLog(node, []), log });
  }
  for (const [client, list] of view.operations) {
    const known = before?.operations.get(client);
    const pieces = piecesOf(list, 0, known);
    weight += ownWeight(pieces, known);
    operations.set(client, pieces);
  }
  const rest = { ...shortParts(view), nodes: new Map(), messages: new Map(), operations: new Map() };
  return { seq: view.seq, weight, rest, nodes, operations, messages: [...view.messages.values()] };
}

/** A view into which later events may be folded. It takes over the long lists of `used`, which is void from then on. */
export function viewOf({ rest, nodes, operations, messages }: Keyframe, used: ClusterView | null): ClusterView {
  const logOf = (id: string) => used?.nodes.get(id)?.log ?? [];
  const listOf = (client: string) => used?.operations.get(client) ?? [];
  return {
    ...shortParts(rest),
    nodes: new Map(Array.from(nodes, ([id, node]) => [id, withLog(node.rest, restore(node.log, logOf(id)))])),
    operations: new Map(Array.from(operations, ([client, pieces]) => [client, restore(pieces, listOf(client))])),
    messages: new Map(messages.map((message) => [message.message.id, message])),
  };
}

function withLog(node: NodeView, log: EntryRecord[]): NodeView {
  return { ...node, log, votes: new Map(node.votes), progress: new Map(node.progress) };
}

function shortParts(view: ClusterView): ClusterView {
  return {
    ...view,
    links: new Map(view.links),
    dropped: view.dropped.slice(),
    violations: view.violations.slice(),
  };
}
