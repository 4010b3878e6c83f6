/** Faults of the network, one link direction at a time or many at once; each is an event of the trace. */
import type { NodeId } from '../raft/types.ts';
import type { EventOf, LinkRule } from '../trace/events.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Links } from '../transport/links.ts';

type FaultKind = EventOf<'fault.heal'>['ev'];
export type FaultOrigin = EventOf<'fault.heal'>['fault']['by'];

export class NetworkFaults {
  readonly #links: Links;
  readonly #sink: EventSink;
  /** Those there are now. */
  readonly #nodes: () => readonly NodeId[];
  readonly #by: FaultOrigin;

  constructor(links: Links, sink: EventSink, nodes: () => readonly NodeId[], by: FaultOrigin) {
    this.#links = links;
    this.#sink = sink;
    this.#nodes = nodes;
    this.#by = by;
  }

  setLink(rule: LinkRule): void {
    this.#links.set(rule);
    this.#record('fault.link', null, [], [rule]);
  }

  cutLink(from: string, to: string, cut: boolean): void {
    this.setLink({ ...this.#links.rule(from, to), cut });
  }

  /** Cuts every link between the node and the others, both ways. */
  isolate(node: NodeId): void {
    const links = this.#cut((from, to) => from === node || to === node);
    this.#record('fault.isolate', node, [], links);
  }

  /** Links inside a group are whole, all others cut. A node that is in no group talks to nobody. */
  partition(groups: readonly (readonly NodeId[])[]): void {
    const groupOf = new Map(groups.flatMap((group, number) => group.map((node) => [node, number] as const)));
    const apart = (from: NodeId, to: NodeId) =>
      groupOf.get(from) === undefined || groupOf.get(from) !== groupOf.get(to);
    const healed = this.#change((from, to) => !apart(from, to), false);
    const links = [...healed, ...this.#cut(apart)];
    this.#record(
      'fault.partition',
      null,
      groups.map((group) => [...group]),
      links,
    );
  }

  /** Ends every fault of every link. */
  heal(): void {
    this.#links.heal();
    this.#record('fault.heal', null, [], []);
  }

  #cut(applies: (from: NodeId, to: NodeId) => boolean): LinkRule[] {
    return this.#change(applies, true);
  }

  /** Sets `cut` on every link between two nodes that the condition picks; returns the rules that changed. */
  #change(applies: (from: NodeId, to: NodeId) => boolean, cut: boolean): LinkRule[] {
    const changed: LinkRule[] = [];
    const nodes = this.#nodes();
    for (const from of nodes) {
      for (const to of nodes) {
        const rule = this.#links.rule(from, to);
        if (from === to || rule.cut === cut || !applies(from, to)) continue;
        changed.push({ ...rule, cut });
      }
    }
    for (const rule of changed) this.#links.set(rule);
    return changed;
  }

  #record(ev: FaultKind, target: string | null, groups: string[][], links: LinkRule[]): void {
    this.#sink.record({ ev, node: 'lab', fault: { by: this.#by, target, groups, links } });
  }
}
