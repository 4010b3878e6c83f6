/** JSON lines: the trace as it is, one event per line. */
import type { TraceEvent } from '../events.ts';
import type { Exporter } from './exporter.ts';

function* write(events: Iterable<TraceEvent>): Iterable<string> {
  for (const event of events) yield `${JSON.stringify(event)}\n`;
}

export const jsonl = {
  name: 'JSON lines',
  about: 'every event whole, one per line; Raftarium opens it again',
  extension: 'jsonl',
  mediaType: 'application/jsonl',
  write,
} as const satisfies Exporter;
