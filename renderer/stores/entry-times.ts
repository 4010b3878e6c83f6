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

interface Commitment {
  readonly seq: number;
  readonly t: number;
  readonly by: string;
}

interface Application {
  readonly seq: number;
  readonly t: number;
  readonly result: string | null;
  readonly duplicate: boolean;
}

/** `shownSeq` answers the last event that may be told of: what came later is not known yet at the moment shown. */
export function createEntryTimes(shownSeq: () => number = () => Number.POSITIVE_INFINITY) {
  const commitments = new Map<number, Commitment>();
  const applications = new Map<number, Application>();

  function hear(event: TraceEvent): void {
    const { seq, t } = event;
    if (event.ev === 'log.commit') {
      for (let index = event.commit.from + 1; index <= event.commit.to; index += 1) {
        if (!commitments.has(index)) commitments.set(index, { seq, t, by: event.node });
      }
    } else if (event.ev === 'log.apply') {
      for (const { index, result, duplicate } of event.apply.entries) {
        if (!applications.has(index)) applications.set(index, { seq, t, result, duplicate });
      }
    }
  }

  function of(index: number): EntryTimes {
    const committed = known(commitments.get(index));
    const applied = known(applications.get(index));
    return {
      committedAt: committed?.t ?? null,
      committedBy: committed?.by ?? null,
      appliedAt: applied?.t ?? null,
      result: applied?.result ?? null,
      duplicate: applied?.duplicate ?? false,
    };
  }

  function known<Found extends { readonly seq: number }>(found: Found | undefined): Found | undefined {
    return found !== undefined && found.seq <= shownSeq() ? found : undefined;
  }

  function clear(): void {
    commitments.clear();
    applications.clear();
  }

  return { hear, of, clear };
}
