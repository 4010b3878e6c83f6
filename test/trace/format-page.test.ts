/** docs/TRACE_FORMAT.md and the schemas say the same: which kinds there are, under which key, and which columns. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { traceEvent } from '../../core/trace/events.ts';
import { columns } from '../../core/trace/exporters/table/columns.ts';

const page = readFileSync('docs/TRACE_FORMAT.md', 'utf8');
const envelope = ['seq', 't', 'hlc', 'node', 'n', 'inc', 'ev', 'state', 'why'];

/** `kind key` of every schema. */
function kindsOfSchemas(): string[] {
  return traceEvent.options.flatMap(({ entries }) => {
    const key = Object.keys(entries).find((name) => !envelope.includes(name)) ?? '';
    const kinds: readonly string[] = 'options' in entries.ev ? entries.ev.options : [entries.ev.literal];
    return kinds.map((kind) => `${kind} ${key}`);
  });
}

test('every kind of event stands in the table, with its key, and no other', () => {
  const rows = [...page.matchAll(/^\| `([\w.]+)`\s*\| `(\w+)`\s*\|/gm)].map(([, kind, key]) => `${kind} ${key}`);
  expect(rows.sort()).toEqual(kindsOfSchemas().sort());
});

test('every column of the flat table is named, in its order', () => {
  const listed = /in `data`, .*\n\n(.*)\.\n/.exec(page)?.[1] ?? '';
  expect(listed).toBe([...columns.map(({ name }) => name), 'data'].map((name) => `\`${name}\``).join(', '));
});
