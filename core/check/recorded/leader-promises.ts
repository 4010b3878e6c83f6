/** What a leader must not do in its term, from its own events: count less than it did, or change the members too early. */
import type { TraceEvent } from '../../trace/events.ts';
import { termAt } from '../../trace/view-log.ts';
import type { ClusterView, NodeView } from '../../trace/view-types.ts';
import { invariants } from '../violation.ts';
import type { Find } from './finding.ts';

interface Membership {
  /** Of which life and term. */
  readonly leadership: string;
  readonly index: number;
  readonly seq: number;
}

export class LeaderPromises {
  /** `seq` of the event that told the highest matchIndex, by leader and peer. */
  readonly #counted = new Map<string, number>();
  readonly #memberships = new Map<string, Membership>();

  /** To be called before the event is folded. */
  judgeCount(event: TraceEvent, view: ClusterView, find: Find): void {
    if (event.ev !== 'raft.progress') return;
    const { node: id, seq, progress } = event;
    const { peer, matchIndex, why } = progress;
    const link = `${id} ${peer}`;
    const counted = view.nodes.get(id)?.progress.get(peer)?.matchIndex ?? 0;
    const isNew = why === 'elected' || why === 'added' || why === 'removed';
    if (!isNew && matchIndex < counted) {
      const detail = `${id} had counted entry ${counted} of ${peer}, and went back to ${matchIndex}.`;
      const seqs = [this.#counted.get(link) ?? seq, seq];
      find({ invariant: invariants.matchNeverFalls, detail, nodes: [id, peer], seqs });
    }
    if (isNew || matchIndex !== counted) this.#counted.set(link, seq);
  }

  /** To be called after every step. A step only adds to what is committed, so what is not after it was not before. */
  judgeChange(node: NodeView, seq: number, find: Find): void {
    const { id, state, incarnation, configuration } = node;
    if (state.role !== 'leader') return;
    const leadership = `${incarnation} ${state.currentTerm}`;
    const known = this.#memberships.get(id);
    if (known?.leadership === leadership && known.index === configuration.index) return;
    this.#memberships.set(id, { leadership, index: configuration.index, seq });
    if (known?.leadership !== leadership) return;
    const change = `${id} put the membership of entry ${configuration.index} into its log`;
    const seqs = [known.seq, seq];
    if (known.index > state.commitIndex) {
      const detail = `${change}, and that of entry ${known.index} is not committed.`;
      find({ invariant: invariants.oneChangeAtATime, detail, nodes: [id], seqs });
    }
    if (termAt(node, state.commitIndex) === state.currentTerm) return;
    const detail = `${change}, and has not committed an entry of its term ${state.currentTerm}.`;
    find({ invariant: invariants.changeAfterOwnEntry, detail, nodes: [id], seqs });
  }
}
