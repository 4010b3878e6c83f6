/** What a run has met: every kind of event with its reason, so that a rule no run ever reached can be seen. */
import type { TraceEvent } from '../../trace/events.ts';

/** By kind and reason, such as `raft.vote logBehind`. */
export type NoteCounts = Readonly<Record<string, number>>;

export class Coverage {
  readonly #counts = new Map<string, Map<string, number>>();

  hear(event: TraceEvent): void {
    const why = reasonOf(event);
    if (why === null) return;
    const ofKind = this.#counts.get(event.ev) ?? new Map<string, number>();
    if (ofKind.size === 0) this.#counts.set(event.ev, ofKind);
    ofKind.set(why, (ofKind.get(why) ?? 0) + 1);
  }

  counts(): NoteCounts {
    const counts: Record<string, number> = {};
    for (const [kind, reasons] of this.#counts) {
      for (const [why, count] of reasons) counts[`${kind} ${why}`] = count;
    }
    return counts;
  }
}

/** The word that a decision gives for itself; null where an event is a mere fact. */
function reasonOf(event: TraceEvent): string | null {
  switch (event.ev) {
    case 'msg.drop':
      return event.why;
    case 'raft.timeout':
      return event.timeout.why;
    case 'raft.term':
      return event.term.why;
    case 'raft.role':
      return event.role.why;
    case 'raft.vote':
      return event.vote.preVote === true ? `preVote ${event.vote.why}` : event.vote.why;
    case 'raft.tally':
      return event.tally.granted ? 'granted' : 'refused';
    case 'raft.progress':
      return event.progress.why;
    case 'raft.check':
      return event.check.why;
    case 'raft.withhold':
      return 'termOfAnother';
    case 'raft.ignore':
      return event.ignore.why;
    case 'log.append':
      return event.append.why;
    case 'log.truncate':
      return 'conflict';
    case 'log.commit':
      return event.commit.why;
    case 'log.compact':
      return event.compact.why;
    case 'client.fail':
      return 'refused';
    case 'client.info':
      return 'unknown';
    case 'node.halt':
      return 'halted';
    default:
      return extensionReason(event);
  }
}

/** Membership (§6), and the thesis' chapters 3.10, 4, 6.2 and 6.4. */
function extensionReason(event: TraceEvent): string | null {
  switch (event.ev) {
    case 'raft.configuration':
      return event.configuration.why;
    case 'raft.change':
      return `${event.change.kind} ${event.change.why ?? 'accepted'}`;
    case 'raft.catchUp':
      return event.catchUp.isDone ? 'done' : 'round';
    case 'raft.quorum':
      return 'missing';
    case 'raft.transfer':
      return `${event.transfer.stage} ${event.transfer.why ?? ''}`.trim();
    case 'raft.read':
      return `${event.read.stage} ${event.read.why}`;
    case 'raft.chunk':
      return event.chunk.why;
    default:
      return null;
  }
}
