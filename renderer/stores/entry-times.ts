/** When each entry was first known to be committed and first applied, gathered as the events come. */
import type { TraceEvent } from '../../core/trace/events.ts';

export interface EntryTimes {
  readonly committedAt: number | null;
  readonly committedBy: string | null;
  readonly appliedAt: number | null;
  /** What the state machine answered. */
  readonly result: string | null;
  /** The command had taken effect before under the same session and serial (§8). */
  readonly duplicate: boolean;
}

/** Of an entry, known by its term beside its index: a log that broke the rules may have had two there. */
interface Known {
  /** null when the log was not known then. */
  readonly term: number | null;
  readonly seq: number;
  readonly t: number;
}

interface Commitment extends Known {
  readonly by: string;
}

interface Application extends Known {
  readonly result: string | null;
  readonly duplicate: boolean;
}

/**
 * `termOf` answers the term of an entry in a node's log as of the event that is heard. `shownSeq` answers the last event
 * that may be told of: what came later is not known yet at the moment shown.
 */
export function createEntryTimes(
  termOf: (node: string, index: number) => number | null,
  shownSeq: () => number = () => Number.POSITIVE_INFINITY,
) {
  const commitments = new Map<number, Commitment[]>();
  const applications = new Map<number, Application[]>();

  function hear(event: TraceEvent): void {
    const { seq, t, node } = event;
    if (event.ev === 'log.commit') {
      for (let index = event.commit.from + 1; index <= event.commit.to; index += 1) {
        addFirst(commitments, index, { term: termOf(node, index), seq, t, by: node });
      }
    } else if (event.ev === 'log.apply') {
      for (const { index, result, duplicate } of event.apply.entries) {
        addFirst(applications, index, { term: termOf(node, index), seq, t, result, duplicate });
      }
    }
  }

  function of(index: number, term: number): EntryTimes {
    const committed = known(commitments.get(index), term);
    const applied = known(applications.get(index), term);
    return {
      committedAt: committed?.t ?? null,
      committedBy: committed?.by ?? null,
      appliedAt: applied?.t ?? null,
      result: applied?.result ?? null,
      duplicate: applied?.duplicate ?? false,
    };
  }

  function known<Found extends Known>(found: readonly Found[] = [], term: number): Found | undefined {
    return found.find((each) => each.seq <= shownSeq() && (each.term === term || each.term === null));
  }

  function clear(): void {
    commitments.clear();
    applications.clear();
  }

  return { hear, of, clear };
}

function addFirst<Found extends Known>(all: Map<number, Found[]>, index: number, found: Found): void {
  const before = all.get(index);
  if (before === undefined) all.set(index, [found]);
  else if (before.every(({ term }) => term !== found.term)) before.push(found);
}
