/** Exporting a part of a run: the filter of the dialog, its preview, every format, and the lab report. */
import { describe, expect, test } from 'vitest';
import { filterOf } from '../../../core/trace/exporters/filter.ts';
import { choiceOf, problemOf, wholeRun } from '../../../renderer/panels/export/choice.ts';
import { exportTrace } from '../../../renderer/panels/export/export-trace.ts';
import { formatsWith } from '../../../renderer/panels/export/formats.ts';
import { countKept, firstLines } from '../../../renderer/panels/export/preview.ts';
import { stormEvents } from '../../trace/storm.ts';

const events = stormEvents(9, 800);
const nothing = { notes: 'my notes', author: 'Ada', verdicts: [], pictures: [] };
const formats = formatsWith(() => nothing);
const nodes = ['S1', 'S2', 'S3', 'S4', 'S5', 'lab'];
const kinds = ['raft', 'log', 'msg', 'node', 'client', 'lab', 'fault', 'trace'];

function work(id: string, keep = {}) {
  const format = formats.find((known) => known.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  return exportTrace({
    read: async (from, limit) => ({ events: events.slice(from - 1, from - 1 + limit), lastSeq: events.length }),
    write: format.write,
    keep,
    signal: new AbortController().signal,
    progressed: () => {},
    pause: async () => {},
  });
}

describe('the filter', () => {
  test('is all of the run until something is taken away', () => {
    const choice = choiceOf(wholeRun(), nodes, kinds);
    expect(choice).toMatchObject({ from: undefined, to: undefined, nodes: undefined, kinds: undefined });
    expect(events.filter(filterOf(choice))).toHaveLength(events.length);
  });

  test('takes moments, nodes and kinds as they are written and ticked', () => {
    const form = { ...wholeRun(), from: '#100', to: ' 2.5s ', withoutNodes: ['S1'], withoutKinds: ['msg'] };
    expect(choiceOf(form, nodes, kinds)).toMatchObject({
      from: { seq: 100 },
      to: { t: 2_500_000 },
      nodes: ['S2', 'S3', 'S4', 'S5', 'lab'],
      kinds: kinds.filter((kind) => kind !== 'msg'),
    });
  });

  test('says which field cannot be read, and how it is written', () => {
    expect(problemOf(wholeRun())).toBeNull();
    expect(problemOf({ ...wholeRun(), to: 'tomorrow' })).toMatch(/^To: "tomorrow" is no moment\. Write seconds/);
  });
});

describe('what is saved', () => {
  const keep = { from: { seq: 50 }, to: { seq: 400 }, nodes: ['S1', 'S2'], noHeartbeats: true };
  const kept = events.filter(filterOf(keep));

  test('is what passes the filter, and as many as the preview counts', async () => {
    expect(kept.length).toBeGreaterThan(10);
    expect(kept.length).toBeLessThan(351);
    const outcome = await work('jsonl', keep);
    if (outcome.kind !== 'whole') throw new Error(outcome.kind);
    expect(outcome.parts.join('')).toBe(kept.map((event) => `${JSON.stringify(event)}\n`).join(''));
    expect(outcome.events).toBe(kept.length);
    const counted = await countKept(keep, events, new AbortController().signal, async () => {});
    expect(counted).toBe(kept.length);
  });

  test.each(formats.map(({ id }) => id))('%s is not empty, and its preview begins as the file does', async (id) => {
    const outcome = await work(id);
    if (outcome.kind !== 'whole') throw new Error(outcome.kind);
    const size = outcome.parts.reduce((sum, part) => sum + part.length, 0);
    expect(size).toBeGreaterThan(100);
    const format = formats.find((known) => known.id === id);
    const lines = format === undefined ? null : firstLines(format, {}, events);
    if (id === 'parquet') {
      expect(lines).toBeNull();
      expect(outcome.parts.some((part) => part instanceof Uint8Array)).toBe(true);
      return;
    }
    const [first = ''] = lines ?? [];
    expect(first.length).toBeGreaterThan(0);
    expect(outcome.parts.join('').startsWith(first.replace(/…$/, ''))).toBe(true);
  });
});

test('a report is written of what passes, with the notes in it', async () => {
  const outcome = await work('report');
  if (outcome.kind !== 'whole') throw new Error(outcome.kind);
  const html = outcome.parts.join('');
  expect(html).toContain('my notes');
  expect(html).toContain('By Ada');
  expect(html).not.toContain('<script');
});

test('counting stops when it is told to', async () => {
  const stop = new AbortController();
  const many = { length: 10_000_000, at: () => events[0] };
  expect(await countKept({}, many, stop.signal, async () => stop.abort())).toBeNull();
});
