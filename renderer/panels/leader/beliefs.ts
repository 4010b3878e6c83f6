/** What one leader believes about its peers (§5.3), and why its commitIndex is what it is (§5.3, §5.4.2). */
import type { ClusterView, NodeView, ProgressView } from '../../../core/trace/view-types.ts';
import { majorityOf } from '../../model/faces.ts';
import { cannotAnswer } from '../../model/links.ts';

export interface PeerRow {
  readonly peer: string;
  readonly nextIndex: number;
  readonly matchIndex: number;
  readonly inFlight: number;
  /** How many entries of the leader's log the peer is not known to have. */
  readonly lag: number;
  readonly word: 'in step' | 'catching up' | 'probing' | 'cut off' | 'down' | 'paused';
  /** The word names a fault, not a stage of replication. */
  readonly fault: boolean;
}

export interface MatchBox {
  readonly node: string;
  readonly matchIndex: number;
  readonly self: boolean;
  readonly fault: boolean;
  /** The smallest matchIndex that a majority has reached. */
  readonly majority: boolean;
}

function wordFor(view: ClusterView, leader: NodeView, peer: string, progress: ProgressView): PeerRow['word'] {
  const status = view.nodes.get(peer)?.status;
  if (status === 'down' || status === 'halted') return 'down';
  if (status === 'paused') return 'paused';
  if (cannotAnswer(view, leader.id, peer)) return 'cut off';
  if (progress.mode === 'probe') return 'probing';
  return progress.matchIndex === leader.state.lastLogIndex ? 'in step' : 'catching up';
}

/** One row per peer: those that answer first, the furthest ahead on top. */
export function peerRows(view: ClusterView, leader: NodeView): PeerRow[] {
  return [...leader.progress]
    .map(([peer, progress]) => {
      const word = wordFor(view, leader, peer, progress);
      return {
        peer,
        nextIndex: progress.nextIndex,
        matchIndex: progress.matchIndex,
        inFlight: progress.inFlight,
        lag: Math.max(0, leader.state.lastLogIndex - progress.matchIndex),
        word,
        fault: word === 'cut off' || word === 'down' || word === 'paused',
      };
    })
    .sort((a, b) => Number(a.fault) - Number(b.fault) || a.peer.localeCompare(b.peer));
}

/** matchIndex of every node, highest first; the leader counts what its own disk has reported safe (thesis §10.2.1). */
export function matchBoxes(view: ClusterView, leader: NodeView): MatchBox[] {
  const rows = peerRows(view, leader);
  const own = { peer: leader.id, matchIndex: leader.state.durableIndex, fault: false };
  const sorted = [own, ...rows].sort((a, b) => b.matchIndex - a.matchIndex || Number(a.fault) - Number(b.fault));
  const position = majorityOf(sorted.length) - 1;
  return sorted.map((row, place) => ({
    node: row.peer,
    matchIndex: row.matchIndex,
    self: row.peer === leader.id,
    fault: row.fault,
    majority: place === position,
  }));
}

/** §5.4.2, Figure 8: why an index that a majority stores is not committed. null when the rule withholds nothing. */
export function withheldSentence(leader: NodeView, boxes: readonly MatchBox[]): string | null {
  const index = boxes.find((box) => box.majority)?.matchIndex ?? 0;
  const { commitIndex, currentTerm } = leader.state;
  const entry = leader.log[index - 1];
  if (index <= commitIndex || entry === undefined || entry.term === currentTerm) return null;
  return (
    `Entry ${index} is on a majority but from term ${entry.term}: ` +
    `${leader.id} counts only entries of its own term ${currentTerm} (§5.4.2).`
  );
}
