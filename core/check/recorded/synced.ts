/** What is acknowledged is on a majority of disks (Figure 2: persistent state is saved before any answer). */
import { majorityOf, voterSets } from '../../raft/quorum.ts';
import type { Configuration, NodeId } from '../../raft/types.ts';
import type { EventOf, TraceEvent } from '../../trace/events.ts';
import { configurationView } from '../../trace/fold/log.ts';
import { termAt } from '../../trace/view-log.ts';
import type { ClusterView, NodeView } from '../../trace/view-types.ts';
import { type Find, recordedRules } from './finding.ts';

export class SyncedRules {
  /** Every entry up to here has been on a majority of disks when a leader committed it. */
  #synced = 0;
  /** By server: the memberships that it put into its log since its last raft.configuration, which comes after commits. */
  readonly #appended = new Map<NodeId, Configuration>();
  /** By server: up to which entry its disk holds its log. */
  readonly #onDisk = new Map<NodeId, number>();

  /** To be called after the event was folded. */
  hear(event: TraceEvent, view: ClusterView, find: Find): void {
    // A server that does not come up says nothing of what its disk holds.
    if ('state' in event && event.state !== undefined && event.ev !== 'node.halt') {
      this.#onDisk.set(event.node, event.state.durableIndex);
    }
    switch (event.ev) {
      case 'log.append':
        return this.#keepMembership(event);
      case 'raft.configuration':
      case 'node.start':
        this.#appended.delete(event.node);
        return;
      case 'log.commit':
        if (event.commit.why === 'majority') this.#judgeCommit(event, view, find);
        return;
      case 'client.ok':
        this.#judgeAnswer(event, find);
    }
  }

  #keepMembership({ node, append }: EventOf<'log.append'>): void {
    for (const { configuration, index } of append.entries) {
      if (configuration !== undefined) this.#appended.set(node, configurationView(configuration, index));
    }
  }

  /** A leader that puts a smaller membership into its log may commit by it in the same step. */
  #judgeCommit({ node: id, seq, commit }: EventOf<'log.commit'>, view: ClusterView, find: Find): void {
    const leader = view.nodes.get(id);
    if (leader === undefined) return;
    const lacking = this.#lackingIn(leader.configuration, leader, commit.to, view);
    const appended = this.#appended.get(id);
    const isByNew = appended !== undefined && this.#lackingIn(appended, leader, commit.to, view).length === 0;
    if (lacking.length === 0 || isByNew) {
      this.#synced = Math.max(this.#synced, commit.to);
      return;
    }
    const detail = `${id} committed entry ${commit.to}, and the disks of ${lacking.join(', ')} do not hold it.`;
    find({ invariant: recordedRules.acknowledgedIsSynced, detail, nodes: [id, ...lacking], seqs: [seq] });
  }

  #judgeAnswer({ node: client, seq, op }: EventOf<'client.ok'>, find: Find): void {
    const isEntry = op.read === undefined || op.read === 'log';
    if (!isEntry || op.index === null || op.index <= this.#synced) return;
    const detail = `${client} was told that "${op.operation}" took effect at index ${op.index}, and no leader had it on a majority of disks.`;
    find({ invariant: recordedRules.acknowledgedIsSynced, detail, nodes: [], seqs: [seq] });
  }

  /** The voters without the entry on their disks, when the others are no majority of some set (§6). */
  #lackingIn(membership: Configuration, leader: NodeView, index: number, view: ClusterView): readonly NodeId[] {
    const term = termAt(leader, index);
    for (const voters of voterSets(membership)) {
      const without = voters.filter((voter) => !this.#holds(view.nodes.get(voter), index, term));
      if (voters.length > 0 && voters.length - without.length < majorityOf(voters.length)) return without;
    }
    return [];
  }

  #holds(server: NodeView | undefined, index: number, term: number | null): boolean {
    if (server === undefined || (this.#onDisk.get(server.id) ?? 0) < index) return false;
    return index < server.snapshotIndex || termAt(server, index) === term;
  }
}
