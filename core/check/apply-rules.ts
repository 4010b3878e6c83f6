/** State Machine Safety as the state machines show it (§5.4.3, §7): everything once, in order, with one answer for all. */
import type { NodeId, RaftState, Snapshot } from '../raft/types.ts';
import type { EventOf, TraceEvent } from '../trace/events.ts';
import { invariants, type Report } from './violation.ts';

type Applied = EventOf<'log.apply'>['apply']['entries'][number];

/** What the first server that applied an index made of it. */
interface First {
  readonly by: NodeId;
  readonly term: number;
  readonly result: string | null;
}

export class ApplyRules {
  /** By server: the last index in its state machine. */
  readonly #last = new Map<NodeId, number>();
  /** firsts[i] is about index i + 1. */
  readonly #firsts: First[] = [];
  /** By index: the first snapshot up to there, and who took it. Equal states are written down alike. */
  readonly #snapshots = new Map<number, { readonly by: NodeId; readonly checksum: number }>();
  readonly #judged = new Map<NodeId, Snapshot | null>();

  hear(event: TraceEvent, report: Report): void {
    switch (event.ev) {
      case 'node.start':
        this.#last.set(event.node, 0);
        return;
      case 'log.restoreSnapshot':
        this.#last.set(event.node, event.restoreSnapshot.lastIncludedIndex);
        return;
      case 'log.compact':
        if (event.compact.why === 'installed') this.#installed(event.node, event.compact.lastIncludedIndex);
        return;
      case 'log.apply':
        for (const entry of event.apply.entries) this.#applied(event.node, entry, report);
    }
  }

  /** To be called after every step: the snapshot that the server has now. */
  judgeSnapshot({ id, snapshot }: RaftState, report: Report): void {
    if (snapshot === null || this.#judged.get(id) === snapshot) return;
    this.#judged.set(id, snapshot);
    const { lastIncludedIndex, checksum } = snapshot;
    const known = this.#snapshots.get(lastIncludedIndex);
    if (known === undefined) this.#snapshots.set(lastIncludedIndex, { by: id, checksum });
    else if (known.checksum !== checksum) {
      const detail = `${known.by} and ${id} have different snapshots up to index ${lastIncludedIndex}.`;
      report(invariants.stateMachineSafety, detail, [known.by, id], { index: lastIncludedIndex });
    }
  }

  #installed(node: NodeId, index: number): void {
    this.#last.set(node, Math.max(this.#last.get(node) ?? 0, index));
  }

  #applied(node: NodeId, { index, term, result }: Applied, report: Report): void {
    const last = this.#last.get(node) ?? 0;
    if (index !== last + 1) {
      report(invariants.appliedInOrder, `${node} applied index ${index} after index ${last}.`, [node], { index });
    }
    this.#last.set(node, index);
    const first = this.#firsts[index - 1];
    if (first === undefined) this.#firsts[index - 1] = { by: node, term, result };
    else if (first.term !== term || first.result !== result) {
      const detail = `${first.by} and ${node} applied different commands at index ${index}, or got different answers.`;
      report(invariants.stateMachineSafety, detail, [first.by, node], { index });
    }
  }
}
