/** Exporting a run: all of it, nothing that came later, and a plain word where something is not there. */
import { describe, expect, test } from 'vitest';
import { exporters } from '../../../core/trace/exporters/exporters.ts';
import { History } from '../../../core/trace/history.ts';
import { type ExportProgress, type ExportWork, exportTrace } from '../../../renderer/panels/export/export-trace.ts';
import { fileName } from '../../../renderer/panels/export/file.ts';
import { HandTrace } from '../timeline/trace.ts';

/** A lab that remembers so many events, `capacity` of them at least. */
function labOf(events: number, capacity = events) {
  const trace = new HandTrace();
  while (trace.length < events) trace.state(trace.length, 'S1', { currentTerm: 1 });
  const history = new History(capacity);
  for (const event of trace.events) history.append(event);
  return { history, trace };
}

function workOn(history: History, more: Partial<ExportWork> = {}): ExportWork {
  return {
    read: async (fromSeq, limit) => ({ events: history.since(fromSeq, limit), lastSeq: history.lastSeq }),
    write: exporters.jsonl.write,
    signal: new AbortController().signal,
    progressed: () => {},
    pause: async () => {},
    ...more,
  };
}

describe('an export', () => {
  test('holds every event of the run, over many pages, in order', async () => {
    const { history, trace } = labOf(12_001);
    const outcome = await exportTrace(workOn(history));
    if (outcome.kind !== 'whole') throw new Error(outcome.kind);
    expect(outcome).toMatchObject({ events: 12_001, missing: 0 });
    expect(outcome.parts.join('')).toBe([...exporters.jsonl.write(trace.events)].join(''));
  });

  test('as a table has one head, whatever the number of pages', async () => {
    const { history } = labOf(5_001);
    const outcome = await exportTrace(workOn(history, { write: exporters.csv.write }));
    if (outcome.kind !== 'whole') throw new Error(outcome.kind);
    const lines = outcome.parts.join('').trimEnd().split('\r\n');
    expect(lines).toHaveLength(5_002);
    expect(lines.filter((line) => line.startsWith('seq,'))).toHaveLength(1);
  });

  test('ends where the run was when it began, however fast the cluster goes on', async () => {
    const { history } = labOf(6_000);
    const read: ExportWork['read'] = async (fromSeq, limit) => {
      const page = { events: history.since(fromSeq, limit), lastSeq: history.lastSeq };
      const extra = new HandTrace().state(1, 'S1', {}).events.map((event) => ({ ...event, seq: page.lastSeq + 1 }));
      for (const event of extra) history.append(event);
      return page;
    };
    expect(await exportTrace(workOn(history, { read }))).toMatchObject({ kind: 'whole', events: 6_000 });
  });

  test('says how many events of the beginning the lab has let go', async () => {
    const { history } = labOf(20_000, 4_096);
    const missing = history.firstSeq - 1;
    expect(missing).toBeGreaterThan(0);
    expect(await exportTrace(workOn(history))).toMatchObject({ kind: 'whole', events: 20_000 - missing, missing });
  });

  test('lets the page breathe, tells how far it is, and stops when it is told to', async () => {
    const { history } = labOf(60_000);
    const told: ExportProgress[] = [];
    const cancel = new AbortController();
    const outcome = await exportTrace(
      workOn(history, {
        signal: cancel.signal,
        progressed: (progress) => told.push(progress),
        pause: async () => cancel.abort(),
      }),
    );
    expect(outcome).toEqual({ kind: 'cancelled' });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ total: 60_000 });
    expect(told[0]?.written).toBeLessThan(60_000);
  });

  test('is nothing at all when the lab stops answering half-way', async () => {
    const { history } = labOf(8_000);
    const read: ExportWork['read'] = async (fromSeq, limit) =>
      fromSeq > 1 ? null : { events: history.since(fromSeq, limit), lastSeq: history.lastSeq };
    expect(await exportTrace(workOn(history, { read }))).toEqual({ kind: 'cutOff' });
  });
});

test('the file is named after the cluster, its run and the format', () => {
  expect(fileName({ name: 'lab-1', run: '8f3a-2' }, exporters.csv.extension)).toBe('lab-1-8f3a-2.csv');
});
