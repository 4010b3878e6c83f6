/** An export is whole or not there: it replaces nothing unasked, leaves nothing behind, and streams what is long. */
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent } from '../../core/trace/events.ts';
import { piecesOf } from '../../core/trace/exporters/pieces.ts';
import { run, temporaryFolder } from './program.ts';

let folder: string;
let trace: string;
beforeEach(() => {
  folder = temporaryFolder();
  trace = join(folder, 'events.jsonl');
});

function note(seq: number, text = ''): TraceEvent {
  return { seq, t: seq, hlc: [seq, 0], node: 'lab', n: seq, ev: 'note', note: { text } };
}

function header(): TraceEvent {
  const config = {
    cluster: 'c',
    heartbeatMs: 50,
    electionTimeoutMs: 150,
    maxEntriesPerMessage: 64,
    maxInFlight: 8,
    seed: 1,
  };
  const app = { name: 'raftarium', version: '0', runtime: 'test' };
  const fields = { schema: TRACE_SCHEMA, version: TRACE_VERSION, run: 'r', epoch: '2026-01-01T00:00:00.000Z' } as const;
  const content = { ...fields, clock: 'real', nodes: ['S1'], config, app } as const;
  return { seq: 1, t: 0, hlc: [0, 0], node: 'lab', n: 1, ev: 'trace.header', header: { ...content, nodes: ['S1'] } };
}

function writeTrace(notes: number): string {
  const events = [header(), ...Array.from({ length: notes }, (_, index) => note(index + 2, `note ${index}`))];
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  writeFileSync(trace, text);
  return text;
}

describe('export', () => {
  test('to jsonl gives the very same bytes, and to csv one line per event', async () => {
    const text = writeTrace(3000);
    const [copy, table] = [join(folder, 'copy.jsonl'), join(folder, 'table.csv')];
    const { code, out } = await run('export', trace, '--to', 'jsonl', '-o', copy);
    expect({ code, out }).toEqual({ code: 0, out: `Wrote 3001 events to ${copy}.\n` });
    expect(readFileSync(copy, 'utf8')).toBe(text);
    expect((await run('export', trace, '--to', 'csv', '-o', table)).code).toBe(0);
    expect(readFileSync(table, 'utf8').trimEnd().split('\r\n')).toHaveLength(3002);
  });

  test('replaces a file only when told to, and a link only itself', async () => {
    const text = writeTrace(1);
    const [target, link] = [join(folder, 'precious'), join(folder, 'link.jsonl')];
    writeFileSync(target, 'precious');
    symlinkSync(target, link);
    const refused = await run('export', trace, '--to', 'jsonl', '-o', link);
    expect(refused).toEqual({ code: 2, out: '', said: `${link} is there already; --force replaces it.\n` });
    expect((await run('export', trace, '--to', 'jsonl', '-o', link, '--force')).code).toBe(0);
    expect(readFileSync(link, 'utf8')).toBe(text);
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  test('of a damaged trace writes nothing and says where it is damaged', async () => {
    const text = writeTrace(10);
    writeFileSync(trace, text.replace('"note 4"', '"note 4'));
    const { code, said } = await run('export', trace, '--to', 'jsonl', '-o', join(folder, 'copy.jsonl'));
    expect(code).toBe(2);
    expect(said).toContain('line 6');
    expect(readdirSync(folder)).toEqual(['events.jsonl']);
  });

  test('to a place that cannot be written says why', async () => {
    writeTrace(1);
    const missing = join(folder, 'missing/copy.jsonl');
    const refused = await run('export', trace, '--to', 'jsonl', '-o', missing);
    expect(refused).toEqual({ code: 2, out: '', said: `${missing} cannot be written: its folder does not exist.\n` });
    expect((await run('export', trace, '--to', 'jsonl', '-o', folder, '--force')).said).toContain('it is a folder');
    expect(existsSync(missing)).toBe(false);
  });
});

describe('pieces of an export', () => {
  test('are made while the trace is read, and few events are held', async () => {
    let read = 0;
    async function* events(): AsyncGenerator<TraceEvent> {
      for (; read < 20_000; read += 1) yield note(read + 1);
    }
    let written = 0;
    let mostHeld = 0;
    for await (const _piece of piecesOf(function* (source) {
      for (const event of source) yield String(event.seq);
    }, events())) {
      written += 1;
      mostHeld = Math.max(mostHeld, read - written);
    }
    expect(written).toBe(20_000);
    expect(mostHeld).toBeLessThanOrEqual(1001);
  });
});
