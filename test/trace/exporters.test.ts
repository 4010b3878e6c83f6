/** Every export format: nothing is lost, and nothing in a file can act on the one who opens it. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../core/trace/events.ts';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { parseLine } from '../../core/trace/parse.ts';
import { sentence } from '../../core/trace/words.ts';
import { record, sampleEvents, state } from './samples.ts';
import { stormEvents } from './storm.ts';

function parse(text: string): TraceEvent[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const parsed = parseLine(line);
    if (parsed.kind !== 'event') throw new Error(JSON.stringify(parsed));
    return parsed.event;
  });
}

/** RFC 4180, by the letter. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r\n)/gy;
  let row: string[] = [];
  for (const [, raw = '', end] of text.matchAll(cell)) {
    row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Columns that are not called as their field of the message is. */
const messageColumns: Readonly<Record<string, string>> = {
  messageId: 'id',
  messageKind: 'kind',
  messageTerm: 'term',
};

/** What the event says under the column's name: of itself, of its server, or of its message. */
function cellIn(event: TraceEvent | undefined, name: string): string {
  const all = Object(event);
  if (name === 'hlc') return event?.hlc.join(':') ?? '';
  if (['seq', 't', 'node', 'inc', 'n', 'ev'].includes(name)) return String(all[name] ?? '');
  return String((name in state ? all.state : all.msg)?.[messageColumns[name] ?? name] ?? '');
}

function sentenceOf(event: TraceEvent | undefined): string {
  return event === undefined ? '' : sentence(event);
}

test('the registry names every format with its file name and media type', () => {
  for (const [name, { extension, mediaType, about }] of Object.entries(exporters)) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(extension).toMatch(/^[a-z.]+$/);
    expect(mediaType).toMatch(/^[a-z]+\/[a-z.+-]+$/);
    expect(about).not.toBe('');
  }
});

test('JSON lines: export, read, export again is the same text, byte for byte', () => {
  const events = [...sampleEvents(), ...stormEvents(9, 200)];
  const text = [...exporters.jsonl.write(events)].join('');
  const read = parse(text);
  expect(read).toEqual(events);
  expect([...exporters.jsonl.write(read)].join('')).toBe(text);
});

test('CSV: one line per event with the same columns, and what was in the events is in the cells', () => {
  const behind = { ...state, commitIndex: 5, lastApplied: 4 };
  const some = record([{ node: 'S1', inc: 1, state: behind, ev: 'raft.leader', leader: { id: null } }]);
  const events = [...sampleEvents(), ...stormEvents(9, 200), ...some];
  const [head = [], ...rows] = cellsOf([...exporters.csv.write(events)].join(''));
  expect(rows).toHaveLength(events.length);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
  for (const [at, row] of rows.entries()) {
    for (const [column, name] of head.entries()) {
      if (name !== 'detail') expect([name, row[column]]).toEqual([name, cellIn(events[at], name)]);
    }
    expect(row.at(-1)).toMatch(/^'?[^']/);
    expect(row.at(-1)?.replace(/^'/, '')).toBe(sentenceOf(events[at]));
  }
});

test('CSV: text that a spreadsheet would run as a formula is marked as text; numbers are left alone', () => {
  const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', '＋1', '－1', '＠A1', '=a,"b"\nc'];
  const events = record(dangerous.map((text) => ({ node: 'lab', ev: 'note', note: { text } })));
  const rows = cellsOf([...exporters.csv.write(events)].join(''));
  expect(rows.slice(1).map((row) => row.at(-1))).toEqual(dangerous.map((text) => `'${text}`));
  expect(rows.slice(1).map((row) => row[1])).toEqual(events.map(({ t }) => `${t}`));
});

test('exports are streams: an endless trace can be begun', () => {
  function* endless(): Iterable<TraceEvent> {
    for (;;) yield* record([{ node: 'lab', ev: 'note', note: { text: 'again' } }]);
  }
  for (const { write } of Object.values(exporters)) {
    const pieces = write(endless())[Symbol.iterator]();
    expect([pieces.next().done, pieces.next().done, pieces.next().done]).toEqual([false, false, false]);
  }
});
