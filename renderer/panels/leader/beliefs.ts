/** What one leader believes about its peers (§5.3), and why its commitIndex is what it is (§5.3, §5.4.2). */
import { isQuorum, majorityOf, placeIn, votersOf } from '../../../core/trace/membership.ts';
import { termAt } from '../../../core/trace/view-log.ts';
import type { ClusterView, NodeView, ProgressView } from '../../../core/trace/view-types.ts';

import { cannotAnswer } from '../../model/links.ts';
import { durationText } from '../../parts/format.ts';
import type { LeaderNews } from '../../stores/leader-news.ts';

export interface PeerRow {
  readonly peer: string;
  readonly nextIndex: number;
  readonly matchIndex: number;
  readonly inFlight: number;
  /** How many entries of the leader's log the peer is not known to have. */
  readonly lag: number;
  /** `in step`, `catching up`, `probing`, `snapshot 12 k of 30 k`, `cut off`, `down` or `paused`. */
  readonly word: string;
  /** `learner`, with its round while it catches up (thesis 4.2.1); empty for one with a vote. */
  readonly learning: string;
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

function wordFor(view: ClusterView, leader: NodeView, peer: string, progress: ProgressView): string {
  const status = view.nodes.get(peer)?.status;
  if (status === 'down' || status === 'halted') return 'down';
  if (status === 'paused') return 'paused';
  if (cannotAnswer(view, leader.id, peer)) return 'cut off';
  if (progress.mode === 'probe') return 'probing';
  if (progress.mode === 'snapshot') return snapshotWord(progress);
  return progress.matchIndex === leader.state.lastLogIndex ? 'in step' : 'catching up';
}

/** How much of the snapshot was sent (Figure 13), as far as the trace tells: `snapshot 12 of 30 k`. */
function snapshotWord({ installing }: ProgressView): string {
  if (installing === null) return 'snapshot';
  const sent = thousands(installing.offset);
  return installing.total === null ? `snapshot, ${sent} sent` : `snapshot ${sent} of ${thousands(installing.total)}`;
}

/** Characters: `812`, `1.5 k`, `64 k`. */
function thousands(characters: number): string {
  if (characters < 1000) return String(characters);
  return `${characters < 10_000 ? (characters / 1000).toFixed(1) : Math.round(characters / 1000)} k`;
}

function learningWord(leader: NodeView, peer: string, { catchUps }: LeaderNews): string {
  if (placeIn(leader.configuration, peer) !== 'learner') return '';
  const news = catchUps.get(peer);
  return news === undefined || news.isDone ? 'learner' : `learner, round ${news.round} to ${news.targetIndex}`;
}

/** One row per peer: those that answer first, the furthest ahead on top. */
export function peerRows(view: ClusterView, leader: NodeView, news: LeaderNews): PeerRow[] {
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
        learning: learningWord(leader, peer, news),
        fault: word === 'cut off' || word === 'down' || word === 'paused',
      };
    })
    .sort((a, b) => Number(a.fault) - Number(b.fault) || a.peer.localeCompare(b.peer, 'en', { numeric: true }));
}

/** matchIndex of every voter, highest first; the leader counts what its own disk has reported safe (thesis §10.2.1). */
export function matchBoxes(leader: NodeView, rows: readonly PeerRow[]): MatchBox[] {
  const { configuration } = leader;
  const own = { peer: leader.id, matchIndex: leader.state.durableIndex, fault: false };
  const sorted = [own, ...rows]
    .filter(({ peer }) => ['voter', 'leaving'].includes(placeIn(configuration, peer)))
    .sort((a, b) => b.matchIndex - a.matchIndex || Number(a.fault) - Number(b.fault));
  const { voters, outgoing } = configuration;
  // In joint consensus both majorities must store it, so the later of the two boxes decides (§6).
  const places = [voters, outgoing].filter((ids) => ids.length > 0).map((ids) => majorityPlace(sorted, ids));
  const position = Math.max(-1, ...places);
  return sorted.map((row, place) => ({
    node: row.peer,
    matchIndex: row.matchIndex,
    self: row.peer === leader.id,
    fault: row.fault,
    majority: place === position,
  }));
}

/** Where in the list, highest first, the last server stands that completes a majority of `ids`. */
function majorityPlace(sorted: readonly { readonly peer: string }[], ids: readonly string[]): number {
  let missing = majorityOf(ids);
  return sorted.findIndex(({ peer }) => ids.includes(peer) && --missing === 0);
}

/** §5.4.2, Figure 8: why an index that a majority stores is not committed. null when the rule withholds nothing. */
export function withheldSentence(leader: NodeView, boxes: readonly MatchBox[]): string | null {
  const index = boxes.find((box) => box.majority)?.matchIndex ?? 0;
  const { commitIndex, currentTerm } = leader.state;
  const term = termAt(leader, index);
  if (index <= commitIndex || term === null || term === currentTerm) return null;
  return (
    `Entry ${index} is on a majority but from term ${term}: ` +
    `${leader.id} counts only entries of its own term ${currentTerm} (§5.4.2).`
  );
}

/**
 * Thesis 6.2: whom the leader has heard from within an election timeout; it stands back when that is no majority. null
 * where nothing is to be said: the rule is off, or nobody else votes.
 */
export function contactSentence(view: ClusterView, leader: NodeView): string | null {
  const voters = votersOf(leader.configuration);
  const { rate } = view.pace;
  // The trace's own time: the page's runs on while events are late.
  const now = view.t;
  if (view.rules?.checkQuorum !== true || voters.length < 2 || rate === 0) return null;
  const limit = ((view.header?.config.electionTimeoutMs ?? 0) * 1000) / rate;
  const heard = voters.filter((id) => {
    const at = id === leader.id ? now : (leader.progress.get(id)?.lastAnswerAt ?? null);
    return at !== null && now - at <= limit;
  });
  const hasMajority = isQuorum(leader.configuration, new Set(heard));
  // One that was elected a moment ago has asked nobody yet.
  if (!hasMajority && now - leader.roleSince < limit) return null;
  const verdict = hasMajority ? '' : ', no majority';
  return `Heard from ${heard.length} of ${voters.length} within ${durationText(limit)}${verdict} (CheckQuorum).`;
}
