/** Moments of one server that have a sign on its lane: membership entries (§6), snapshots (§7), hand-overs (thesis 3.10). */
import type { EventOf, TraceEvent } from '../../../../core/trace/events.ts';

export interface LaneMark {
  readonly t: number;
  readonly node: string;
  readonly kind: 'members' | 'snapshot' | 'transfer';
  readonly title: string;
  /** Position in the trace of the event that tells about it. */
  readonly event: number;
}

/** null for an event that has no sign. */
export function laneMarkOf(event: TraceEvent, position: number): LaneMark | null {
  const mark = (kind: LaneMark['kind'], title: string): LaneMark => {
    return { t: event.t, node: event.node, kind, title, event: position };
  };
  switch (event.ev) {
    case 'raft.configuration':
      return mark('members', configurationTitle(event.configuration));
    case 'log.compact':
      return mark('snapshot', `snapshot up to ${event.compact.lastIncludedIndex}`);
    case 'raft.transfer':
      return mark('transfer', `lead to ${event.transfer.target}, ${event.transfer.stage}`);
    default:
      return null;
  }
}

function configurationTitle({ inForce, why }: EventOf<'raft.configuration'>['configuration']): string {
  const name = inForce.outgoing.length > 0 ? 'C-old,new' : 'C-new';
  return why === 'rolledBack' ? `back to ${name}` : name;
}
