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

interface Report {
  readonly seq: number;
  readonly news: LeaderNews;
}

/** `shownSeq` answers the last event that may be told of. */
export function createLeaderNews(shownSeq: () => number = () => Number.POSITIVE_INFINITY) {
  const reports = new Map<string, Report[]>();

  function newest(leader: string): LeaderNews {
    return reports.get(leader)?.at(-1)?.news ?? nothing;
  }

  function report(leader: string, seq: number, news: LeaderNews): void {
    if (news === newest(leader)) return;
    const known = reports.get(leader);
    if (known === undefined) reports.set(leader, [{ seq, news }]);
    else known.push({ seq, news });
  }

  function hear(event: TraceEvent): void {
    const { node: leader, seq } = event;
    const known = newest(leader);
    switch (event.ev) {
      case 'raft.role':
      case 'node.start':
        return report(leader, seq, nothing);
      case 'raft.catchUp': {
        const { peer, round, targetIndex, isDone } = event.catchUp;
        const catchUps = new Map([...known.catchUps, [peer, { round, targetIndex, isDone }] as const]);
        return report(leader, seq, { ...known, catchUps });
      }
      case 'raft.transfer': {
        const { target, stage } = event.transfer;
        if (stage === 'refused') return;
        if (stage !== 'abandoned') report(leader, seq, { ...known, transferTo: target });
        else if (known.transferTo === target) report(leader, seq, { ...known, transferTo: null });
        return;
      }
      default:
    }
  }

  function of(leader: string): LeaderNews {
    const shown = shownSeq();
    return reports.get(leader)?.findLast(({ seq }) => seq <= shown)?.news ?? nothing;
  }

  return { hear, of, clear: () => reports.clear() };
}
