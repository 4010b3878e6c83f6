/** What each node of the ring shows at one moment: its face, its second line, and how much of its timer is left. */
import { majorityOf } from '../../../core/trace/membership.ts';
import { isCut, labClockAt, membershipOf } from '../../../core/trace/queries.ts';
import type { ClusterView, NodeView } from '../../../core/trace/view-types.ts';
import { type Face, faceOf } from '../../model/faces.ts';
import { hasLeft, jointSetOf, standingOf } from '../../model/standing.ts';
import { durationText } from '../../parts/format.ts';

export interface RingNode {
  readonly id: string;
  readonly term: number;
  readonly face: Face;
  /** The second line: what the node waits for, or for how long it has been so. */
  readonly sub: string;
  /** Share of the election timeout that is left, 0 … 1; null when no timer runs. */
  readonly timer: number | null;
  /** It is no member any more, and drawn faintly. */
  readonly hasLeft: boolean;
  /** In joint consensus: the set that counts it (§6). */
  readonly jointSet: '' | 'old' | 'new' | 'both';
}

export function ringNode(view: ClusterView, node: NodeView, now: number): RingNode {
  const face = faceOf(view, node);
  return {
    id: node.id,
    term: node.state.currentTerm,
    face,
    sub: subOf(view, node, now),
    timer: timerOf(view, node, now),
    hasLeft: hasLeft(view, node),
    jointSet: jointSetOf(membershipOf(view), node.id),
  };
}

/** Nobody counts on one that is no member yet, and its timer starts no election. */
function isOutside(view: ClusterView, node: NodeView): boolean {
  const standing = standingOf(view, node);
  return standing === 'joining' || standing === 'outsider';
}

export function timerOf(view: ClusterView, node: NodeView, now: number): number | null {
  const { electionDeadline, electionTimeout, role } = node.state;
  if (node.status !== 'up' || role === 'leader' || isOutside(view, node)) return null;
  if (electionDeadline === null || electionTimeout === null || electionTimeout === 0) return null;
  return Math.min(1, Math.max(0, (electionDeadline - labClockAt(view, now)) / electionTimeout));
}

function subOf(view: ClusterView, node: NodeView, now: number): string {
  const since = `for ${durationText(now - node.statusSince)}`;
  const isDown = node.status === 'down' || node.status === 'halted';
  if (hasLeft(view, node) && node.state.role !== 'leader') return isDown ? 'and stopped' : leftSub(node);
  if (node.status === 'halted') return 'disk error';
  if (node.status === 'down' || node.status === 'paused') return since;
  if (node.status === 'new') return '';
  if (isOutside(view, node)) return 'waits outside';
  if (node.state.role === 'leader') return leaderSub(view, node, now);
  if (node.state.role === 'candidate' || node.state.role === 'preCandidate') return candidateSub(node);
  return followerSub(view, node, now);
}

/** It still runs, and knows perhaps nothing of its removal. */
function leftSub({ state, status }: NodeView): string {
  if (status === 'paused') return 'and paused';
  return state.role === 'follower' ? 'still runs' : 'is removed';
}

function leaderSub(view: ClusterView, node: NodeView, now: number): string {
  if (isAlone(view, node)) return 'cut off';
  const { mode, rate } = view.pace;
  const heartbeatMs = view.header?.config.heartbeatMs ?? 0;
  if (mode === 'step' || rate === 0) return 'clock held';
  if (mode === 'real') return `beat ${durationText((heartbeatMs * 1000) / rate)}`;
  if (node.lastHeartbeatAt === null) return view.nodes.size === 1 ? 'no peers' : 'just elected';
  const left = node.lastHeartbeatAt + (heartbeatMs * 1000) / rate - now;
  return `beat in ${secondsText(left)}`;
}

/** Of the voters that the candidate itself knows (§6). */
function candidateSub(node: NodeView): string {
  const { voters } = node.configuration;
  const granted = voters.filter((id) => node.votes.get(id) === true).length;
  return `${granted} of ${majorityOf(voters)} ${node.state.role === 'preCandidate' ? 'pre-votes' : 'votes'}`;
}

function followerSub(view: ClusterView, node: NodeView, now: number): string {
  const { electionDeadline, electionTimeout, leaderId } = node.state;
  if (view.pace.rate === 0) return 'clock held';
  if (view.pace.mode === 'real') return leaderId === null ? 'no leader' : `hears ${leaderId}`;
  if (electionDeadline === null || electionTimeout === null) return '';
  return `${secondsText((electionDeadline - labClockAt(view, now)) / view.pace.rate)} left`;
}

function isAlone(view: ClusterView, node: NodeView): boolean {
  const others = [...view.nodes.keys()].filter((id) => id !== node.id);
  return others.length > 0 && others.every((id) => isCut(view, node.id, id));
}

function secondsText(micros: number): string {
  return `${(Math.max(0, micros) / 1_000_000).toFixed(1)} s`;
}
