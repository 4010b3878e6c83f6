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

const unknown: EntryTimes = { committedAt: null, committedBy: null, appliedAt: null, result: null, duplicate: false };

export function createEntryTimes() {
  const times = new Map<number, EntryTimes>();

  function set(index: number, change: Partial<EntryTimes>): void {
    times.set(index, { ...unknown, ...times.get(index), ...change });
  }

  function hear(event: TraceEvent): void {
    if (event.ev === 'log.commit') {
      for (let index = event.commit.from + 1; index <= event.commit.to; index += 1) {
        if (times.has(index)) continue;
        set(index, { committedAt: event.t, committedBy: event.node });
      }
    } else if (event.ev === 'log.apply') {
      for (const { index, result, duplicate } of event.apply.entries) {
        if ((times.get(index)?.appliedAt ?? null) === null) set(index, { appliedAt: event.t, result, duplicate });
      }
    }
  }

  return { hear, of: (index: number): EntryTimes => times.get(index) ?? unknown, clear: () => times.clear() };
}
