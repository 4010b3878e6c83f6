/** One event as the timeline says it: its sentence, with the time before it where it stands in a list. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import { sentence } from '../../../core/trace/words.ts';
import { clockText } from '../../parts/format.ts';

export function eventSentence(event: TraceEvent | undefined): string {
  return event ? sentence(event) : '';
}

export function eventLine(event: TraceEvent | undefined): string {
  return event ? `${clockText(event.t)} ${sentence(event)}` : '';
}
