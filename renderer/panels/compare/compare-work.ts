/** Compares two recordings in short turns, so that the page lives on, and can be stopped. */
import { align, Comparing, type Comparison, compareSetups } from '../../../core/trace/compare/compare.ts';
import type { TraceEvent, TraceHeader } from '../../../core/trace/events.ts';

const TURN_MS = 20;

export interface CompareWork {
  readonly left: Iterable<TraceEvent>;
  readonly right: Iterable<TraceEvent>;
  readonly signal: AbortSignal;
  /** So many rows are aligned. */
  readonly progressed: (rows: number) => void;
  readonly pause: () => Promise<void>;
}

/** null: it was stopped. */
export async function compareInTurns({
  left,
  right,
  signal,
  progressed,
  pause,
}: CompareWork): Promise<Comparison | null> {
  const comparing = new Comparing();
  let rows = 0;
  let turnEnds = performance.now() + TURN_MS;
  for (const row of align(left, right)) {
    comparing.add(row);
    rows += 1;
    if (performance.now() < turnEnds) continue;
    progressed(rows);
    await pause();
    if (signal.aborted) return null;
    turnEnds = performance.now() + TURN_MS;
  }
  return signal.aborted ? null : comparing.result(compareSetups(headerOf(left), headerOf(right)));
}

function headerOf(events: Iterable<TraceEvent>): TraceHeader | null {
  for (const event of events) return event.ev === 'trace.header' ? event.header : null;
  return null;
}
