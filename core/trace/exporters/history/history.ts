/** The client history as JSON lines: the format that `raftarium check --history` reads (docs/TRACE_FORMAT.md). */
import type { TraceEvent } from '../../events.ts';
import type { Exporter } from '../exporter.ts';
import { Histories, type HistoryLine } from './operations.ts';

function* write(events: Iterable<TraceEvent>): Iterable<string> {
  const history = new Histories();
  for (const event of events) {
    const line = history.lineOf(event);
    yield line === null ? '' : textOf(line);
  }
  for (const line of history.end()) yield textOf(line);
}

function textOf(line: HistoryLine): string {
  return `${JSON.stringify(line)}\n`;
}

export const history = {
  name: 'History (JSON lines)',
  about: 'what clients asked and were answered, for checkers of linearizability',
  extension: 'history.jsonl',
  mediaType: 'application/jsonl',
  write,
} as const satisfies Exporter;
