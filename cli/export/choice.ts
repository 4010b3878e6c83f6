/** What the command line says about which events to keep, and how that is said in words. */
import type { TraceEvent } from '../../core/trace/events.ts';
import {
  type FilterChoice,
  filterOf,
  isPast,
  kindProblem,
  type Moment,
  parseMoment,
} from '../../core/trace/exporters/filter.ts';
import { InputError } from '../command.ts';

export interface FilterValues {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly nodes: string | undefined;
  readonly kinds: string | undefined;
  readonly noHeartbeats: boolean;
}

/** Throws InputError for what cannot be meant. */
export function choiceOf({ from, to, nodes, kinds, noHeartbeats }: FilterValues): FilterChoice {
  for (const kind of listOf(kinds) ?? []) {
    const problem = kindProblem(kind);
    if (problem !== null) throw new InputError(`--kinds: ${problem}`);
  }
  return {
    from: momentOf('from', from),
    to: momentOf('to', to),
    nodes: listOf(nodes),
    kinds: listOf(kinds),
    noHeartbeats,
  };
}

function momentOf(name: string, text: string | undefined): Moment | undefined {
  if (text === undefined) return undefined;
  const moment = parseMoment(text);
  if (moment !== null) return moment;
  const said = JSON.stringify(text.slice(0, 80));
  throw new InputError(
    `--${name} takes seconds (12.5 or 12.5s), milliseconds (850ms) or an event (#2041), not ${said}`,
  );
}

function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((word) => word.trim());
}

/** null when nothing is left out. */
export function wordsOf({ from, to, nodes, kinds, noHeartbeats }: FilterValues): string | null {
  const words = [
    from === undefined ? null : `from ${from} on`,
    to === undefined ? null : `up to ${to}`,
    nodes === undefined ? null : `events of ${nodes}`,
    kinds === undefined ? null : `kinds ${kinds}`,
    noHeartbeats ? 'without heartbeats' : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? null : words.join(', ');
}

export interface Kept extends AsyncIterable<TraceEvent> {
  /** Events that were kept. */
  count(): number;
}

/** Reads on only as long as something may still be kept, and stops when the user wants it to end. */
export function kept(events: AsyncIterable<TraceEvent>, choice: FilterChoice, interrupted: AbortSignal): Kept {
  const keeps = filterOf(choice);
  let count = 0;
  return {
    count: () => count,
    async *[Symbol.asyncIterator]() {
      for await (const event of events) {
        if (interrupted.aborted) throw new InputError('Interrupted; nothing was written.');
        if (isPast(event, choice)) return;
        if (!keeps(event)) continue;
        count += 1;
        yield event;
      }
    },
  };
}
