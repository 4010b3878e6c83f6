/** The README.md of an exported folder: what lies in it and what can be done with it. */
import type { TraceHeader } from '../../core/trace/events.ts';

export function readmeOf(
  { run, epoch, clock, nodes, app }: TraceHeader,
  events: number,
  filter: string | null,
): string {
  return [
    `# Trace of run ${run}`,
    '',
    `${events.toLocaleString('en')} events of the servers ${nodes.join(', ')}, in ${clock} time, from ${epoch} on; written by ${app.name} ${app.version}.`,
    filter === null ? 'It is the whole trace.' : `It is a part of the trace: ${filter}. No event was changed.`,
    '',
    '- `events-000001.jsonl` and so on: one event per line, in the order in which they happened. `.gz` ones are compressed.',
    '  Every file begins with the header of the run.',
    '- `manifest.json`: the files with their events, sizes and SHA-256 sums, all of them unpacked.',
    '- `schema/trace-event.v1.schema.json`: the JSON Schema of a line.',
    '- `queries.sql`: the trace as one flat table, `events`, for DuckDB:',
    '',
    '```sh',
    'duckdb -init queries.sql',
    '```',
    '',
    'Raftarium opens the folder again. What the kinds of event mean, and ten questions to ask a trace in SQL, is in its',
    'documentation: `docs/TRACE_FORMAT.md` and `docs/TEN_QUESTIONS.md`.',
    '',
  ].join('\n');
}
