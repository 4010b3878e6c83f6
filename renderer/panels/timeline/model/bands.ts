/** What each server was, moment by moment, and which term the cluster was in with which leader (§5.1, Figure 5). */
import type { EventKind, NodeStateRecord } from '../../../../core/trace/events.ts';
import type { Span } from './columns.ts';

export type BandKind = 'follower' | 'preCandidate' | 'candidate' | 'leader' | 'paused' | 'down' | 'halted';

export interface Band extends Span {
  to: number;
  readonly kind: BandKind;
  readonly term: number;
  /** Position in the trace of the event that began it. */
  readonly event: number;
}

export interface TermBand extends Span {
  to: number;
  readonly term: number;
  /** Who led it; null while nobody has won it. */
  winner: string | null;
  readonly event: number;
}

const statusAfter: Partial<Record<EventKind, BandKind>> = {
  'node.stop': 'down',
  'node.crash': 'down',
  'node.halt': 'halted',
  'node.pause': 'paused',
};

/** The bands of one server, oldest first, without overlap. */
export class NodeTrack {
  readonly bands: Band[] = [];
  /** Set while the server cannot act: its state record then says what it was, not what it is. */
  private silent: BandKind | null = null;

  /** `state` is the record on an event of this server; `position` is the event's place in the trace. */
  absorb(kind: EventKind, state: NodeStateRecord, t: number, position: number): void {
    const silenced = statusAfter[kind];
    if (silenced) this.silent = silenced;
    else if (kind === 'node.start' || kind === 'node.resume') this.silent = null;
    this.become(this.silent ?? state.role, state.currentTerm, t, position);
  }

  private become(kind: BandKind, term: number, t: number, event: number): void {
    const last = this.bands.at(-1);
    if (last && last.kind === kind && last.term === term) return;
    if (last) last.to = t;
    this.bands.push({ kind, term, from: t, to: Number.POSITIVE_INFINITY, event });
  }
}

/** The cluster's term: the highest that any server has reached so far. */
export class TermTrack {
  readonly bands: TermBand[] = [];

  absorb(state: NodeStateRecord, node: string, t: number, event: number): void {
    const last = this.bands.at(-1);
    if (state.currentTerm > (last?.term ?? 0)) {
      if (last) last.to = t;
      const winner = state.role === 'leader' ? node : null;
      this.bands.push({ term: state.currentTerm, winner, from: t, to: Number.POSITIVE_INFINITY, event });
    } else if (state.role === 'leader') {
      const band = this.bands.findLast((candidate) => candidate.term <= state.currentTerm);
      if (band && band.term === state.currentTerm && band.winner === null) band.winner = node;
    }
  }
}

/** Names a term band the way people say it: `term 3, S1` or `4, no winner`. */
export function termTitle(band: TermBand, isLast: boolean): string {
  if (band.winner) return `term ${band.term}, ${band.winner}`;
  return isLast ? `term ${band.term}, no leader yet` : `${band.term}, no winner`;
}

export function bandTitle(band: Band): string {
  switch (band.kind) {
    case 'leader':
      return `leader, term ${band.term}`;
    case 'preCandidate':
      return 'pre-candidate';
    case 'candidate':
      return 'candidate';
    case 'halted':
      return 'stopped by an error';
    case 'down':
    case 'paused':
    case 'follower':
      return band.kind;
  }
}
