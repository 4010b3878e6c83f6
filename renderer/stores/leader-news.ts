/** What leaders report of their own work and the view does not keep: catching up (thesis 4.2.1), handing over (3.10). */
import type { TraceEvent } from '../../core/trace/events.ts';

export interface CatchUpNews {
  readonly round: number;
  readonly targetIndex: number;
  readonly isDone: boolean;
}

export interface LeaderNews {
  /** By the peer that catches up. */
  readonly catchUps: ReadonlyMap<string, CatchUpNews>;
  /** Whom it hands over to; null while it does not. */
  readonly transferTo: string | null;
}

const nothing: LeaderNews = { catchUps: new Map(), transferTo: null };

export function createLeaderNews() {
  const news = new Map<string, LeaderNews>();

  function set(leader: string, change: Partial<LeaderNews>): void {
    news.set(leader, { ...nothing, ...news.get(leader), ...change });
  }

  function hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'raft.role':
      case 'node.start':
        news.delete(event.node);
        return;
      case 'raft.catchUp': {
        const { peer, round, targetIndex, isDone } = event.catchUp;
        const known = news.get(event.node)?.catchUps ?? nothing.catchUps;
        set(event.node, { catchUps: new Map([...known, [peer, { round, targetIndex, isDone }]]) });
        return;
      }
      case 'raft.transfer': {
        const { target, stage } = event.transfer;
        if (stage === 'refused') return;
        if (stage !== 'abandoned') set(event.node, { transferTo: target });
        else if (news.get(event.node)?.transferTo === target) set(event.node, { transferTo: null });
        return;
      }
      default:
    }
  }

  return { hear, of: (leader: string): LeaderNews => news.get(leader) ?? nothing, clear: () => news.clear() };
}
