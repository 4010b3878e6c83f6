/** What an export would be: its first lines, and how many events it would hold. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import { type FilterChoice, filterOf, isPast } from '../../../core/trace/exporters/filter.ts';
import type { Format } from './formats.ts';

export interface EventList {
  readonly length: number;
  at(index: number): TraceEvent | undefined;
}

const FIRST_EVENTS = 200;
const MOST_LINES = 8;
const MOST_LETTERS = 150;
const TURN_MS = 12;

/** null for a file that is not text. */
export function firstLines(format: Format, choice: FilterChoice, events: EventList): string[] | null {
  let text = '';
  for (const piece of format.write(firstKept(choice, events))) {
    if (typeof piece !== 'string') return null;
    text += piece;
    if (text.split('\n', MOST_LINES + 1).length > MOST_LINES) break;
  }
  const lines = text.split('\n').slice(0, MOST_LINES);
  return lines.map((line) => (line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)}…` : line));
}

function* firstKept(choice: FilterChoice, events: EventList): Generator<TraceEvent, void, undefined> {
  const isKept = filterOf(choice);
  let given = 0;
  for (let place = 0; place < Math.min(events.length, 20_000) && given < FIRST_EVENTS; place++) {
    const event = events.at(place);
    if (event === undefined || !isKept(event)) continue;
    given += 1;
    yield event;
  }
}

/** Counted in short turns; null: it was stopped. */
export async function countKept(
  choice: FilterChoice,
  events: EventList,
  signal: AbortSignal,
  pause: () => Promise<void>,
): Promise<number | null> {
  const isKept = filterOf(choice);
  let kept = 0;
  let turnEnds = performance.now() + TURN_MS;
  for (let place = 0, end = events.length; place < end; place++) {
    const event = events.at(place);
    if (event === undefined || isPast(event, choice)) break;
    if (isKept(event)) kept += 1;
    if (performance.now() < turnEnds) continue;
    await pause();
    if (signal.aborted) return null;
    turnEnds = performance.now() + TURN_MS;
  }
  return kept;
}
