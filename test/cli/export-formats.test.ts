/** What an export of a simulated run gives on disk: the canonical folder, packed files, parts, and nothing when it is ended. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseManifest } from '../../core/recording/manifest.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { openDuck, questions } from '../trace/consumers/duck.ts';
import { stormEvents } from '../trace/storm.ts';
import { run, start, temporaryFolder } from './program.ts';

const LIMIT_MS = 120_000;
const storm = stormEvents(1, 1700);

let folder: string;
let trace: string;
beforeAll(() => {
  folder = temporaryFolder();
  trace = join(folder, 'storm.jsonl');
  writeFileSync(trace, textOf(storm));
});

function textOf(events: readonly TraceEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

async function exportTo(format: string, name: string, ...options: string[]): Promise<string> {
  const path = join(folder, name);
  const { code, said } = await run('export', trace, '--to', format, '-o', path, ...options);
  expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
  return path;
}

describe('the canonical folder', () => {
  test.each([
    ['plain', 'plain', []],
    ['packed', 'packed/', ['--gzip']],
  ])('%s: its files are what its manifest says, and hold every event', async (_, name, options) => {
    const path = await exportTo('jsonl', name, ...options);
    const { segments, run: named } = parseManifest(readFileSync(join(path, 'manifest.json'), 'utf8'));
    expect(named).toBe('seed-1');
    const [segment] = segments;
    const isPacked = options.length > 0;
    const stored = readFileSync(join(path, `${segment?.file}${isPacked ? '.gz' : ''}`));
    const text = isPacked ? gunzipSync(stored) : stored;
    expect(text.toString()).toBe(textOf(storm));
    expect(segment).toMatchObject({
      events: storm.length,
      firstSeq: 1,
      lastSeq: storm.at(-1)?.seq,
      bytes: text.length,
    });
    expect(segment?.sha256).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('its schema finds its lines valid, and Raftarium reads it again', { timeout: LIMIT_MS }, async () => {
    const path = await exportTo('jsonl', 'again', '--gzip');
    const schema = JSON.parse(readFileSync(join(path, 'schema/trace-event.v1.schema.json'), 'utf8'));
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(storm.filter((event) => !validate(JSON.parse(JSON.stringify(event))))).toEqual([]);
    const copy = join(folder, 'again.jsonl');
    expect(await run('export', path, '--to', 'jsonl', '-o', copy)).toMatchObject({ code: 0, said: '' });
    expect(readFileSync(copy, 'utf8')).toBe(textOf(storm));
  });

  test('every question of the page runs in it as it is written', { timeout: LIMIT_MS }, async () => {
    const path = await exportTo('jsonl', 'asked', '--gzip');
    const duck = await openDuck();
    // DuckDB started in this folder would find the files by the names that the view has.
    const view = readFileSync(join(path, 'queries.sql'), 'utf8').replaceAll("'events-*", `'${path}/events-*`);
    await duck.run(view);
    const [all] = await duck.rows('SELECT count(*)::INT AS events FROM events');
    expect(all).toEqual({ events: storm.length });
    for (const { sql } of questions()) expect(await duck.rows(sql)).toBeInstanceOf(Array);
    duck.close();
  });

  test('is not put in the place of a folder that holds anything else', async () => {
    const path = join(folder, 'plain');
    expect(await run('export', trace, '--to', 'jsonl', '-o', path)).toMatchObject({ code: 2 });
    expect((await run('export', trace, '--to', 'jsonl', '-o', path, '--force')).code).toBe(0);
    expect((await run('export', trace, '--to', 'jsonl', '-o', folder, '--force')).said).toContain('other things in it');
  });
});

describe('one file', () => {
  test('in every format there is, packed when its name says so', { timeout: LIMIT_MS }, async () => {
    for (const [format, { extension }] of Object.entries(exporters)) {
      expect(statSync(await exportTo(format, `all.${extension}`)).size).toBeGreaterThan(200);
    }
    const packed = readFileSync(await exportTo('csv', 'packed.csv.gz'));
    expect(gunzipSync(packed).equals(readFileSync(join(folder, 'all.csv')))).toBe(true);
  });

  test('of a part: --from, --to, --nodes, --kinds and --no-heartbeats together', async () => {
    const options = [
      '--from',
      '#100',
      '--to',
      '0.8',
      '--nodes',
      'S1,S2',
      '--kinds',
      'msg,raft.role',
      '--no-heartbeats',
    ];
    const lines = readFileSync(await exportTo('jsonl', 'part.jsonl', ...options), 'utf8')
      .trimEnd()
      .split('\n');
    const [header, ...events]: TraceEvent[] = lines.map((line) => JSON.parse(line));
    expect(header?.ev).toBe('trace.header');
    expect(events.length).toBeGreaterThan(20);
    for (const { seq, t, node, ev } of events) {
      expect([seq >= 100, t <= 800_000, node]).toEqual([true, true, expect.stringMatching(/^S[12]$/)]);
      expect(ev).toMatch(/^(msg\.|raft\.role$)/);
    }
  });
});

test.each([
  [['--to', 'csv', '--kinds', 'rafts'], 'there is no kind or family of events "rafts"'],
  [['--to', 'csv', '--from', 'noon'], '--from takes seconds'],
  [['--to', 'csv', '--to', 'jsonl'], 'One format and one last moment at a time'],
  [['--to', 'xml'], 'There is no format "xml"'],
  [['--to', 'csv', '--gzip'], '--gzip is for a jsonl folder'],
  [['--to', '2.5'], 'Say the format with --to'],
])('%j is refused with a sentence', async (options, sentence) => {
  const path = join(folder, 'refused');
  const { code, said } = await run('export', trace, '-o', path, ...options);
  expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(sentence) });
  expect(readdirSync(folder)).not.toContain('refused');
});

test('the user is told what a reader cannot take, and when nothing is kept', async () => {
  const path = join(folder, 'told');
  const { said } = await run('export', trace, '--to', 'shiviz', '-o', path);
  expect(said).toContain('ShiViz draws about 5000 events; the file ends before event #');
  const none = await run('export', trace, '--to', 'csv', '-o', path, '--force', '--nodes', 'S9');
  expect(none).toMatchObject({ code: 0, said: expect.stringContaining('No event of') });
});

describe('ended by Ctrl-C', () => {
  test.each([
    ['parquet', 'long.parquet'],
    ['jsonl', 'long'],
  ])('an export to %s leaves nothing behind', { timeout: LIMIT_MS }, async (format, name) => {
    const place = temporaryFolder();
    const long = join(place, 'long.jsonl');
    const repeated = Array.from({ length: 100 }, (_, turn) =>
      textOf(storm.slice(1).map((event) => ({ ...event, seq: event.seq + turn * storm.length }))),
    );
    writeFileSync(long, [textOf(storm.slice(0, 1)), ...repeated].join(''));
    const running = start('export', long, '--to', format, '-o', join(place, name));
    await expect
      .poll(() => readdirSync(place).some((entry) => entry.endsWith('.unfinished')), { timeout: 20_000 })
      .toBe(true);
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 2, said: expect.stringContaining('Interrupted') });
    expect(readdirSync(place)).toEqual(['long.jsonl']);
  });
});
