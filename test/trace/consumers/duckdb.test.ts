/** DuckDB reads JSON lines, compressed ones and Parquet, gives the same answers, and answers the page's questions. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonl } from '../../../core/trace/exporters/jsonl.ts';
import { parquet } from '../../../core/trace/exporters/table/parquet.ts';
import { jsonView, parquetView } from '../../../core/trace/exporters/table/sql.ts';
import { bytesOf } from '../exporters/exported.ts';
import { sampleEvents } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { type Duck, openDuck, questions } from './duck.ts';

const folder = mkdtempSync(join(tmpdir(), 'raftarium-duck-'));
const path = (name: string) => join(folder, name);

const storm = stormEvents(1, 6000);
/** Rare kinds come late, after more lines than a reader would look at to guess the columns. */
const long = [...stormEvents(6, 7000), ...sampleEvents()].map((event, at) => ({ ...event, seq: at + 1 }));
const views = {
  'JSON lines': jsonView(path('trace.jsonl')),
  'compressed JSON lines': jsonView(path('trace.jsonl.gz')),
  Parquet: parquetView(path('trace.parquet')),
};

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
  for (const [name, events] of Object.entries({ trace: storm, long })) {
    writeFileSync(path(`${name}.jsonl`), bytesOf(jsonl, events));
    writeFileSync(path(`${name}.jsonl.gz`), gzipSync(bytesOf(jsonl, events)));
    writeFileSync(path(`${name}.parquet`), bytesOf(parquet, events));
  }
}, 60_000);
afterAll(() => {
  duck.close();
  rmSync(folder, { recursive: true });
});

test('there are ten questions', () => {
  expect(questions().map(({ title }) => Number.parseInt(title, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

describe.each(questions())('$title', ({ title, sql }) => {
  test('has the same answer in every format', async () => {
    const answers: unknown[][] = [];
    for (const view of Object.values(views)) {
      await duck.run(view);
      answers.push(await duck.rows(sql));
    }
    const [plain = [], ...others] = answers;
    expect(others).toEqual([plain, plain]);
    // Only a broken cluster has two leaders in a term.
    if (title.startsWith('3.')) expect(plain).toEqual([]);
    else expect(plain.length).toBeGreaterThan(0);
  });
});

test('answers are those of the events themselves', async () => {
  await duck.run(views['Parquet']);
  const leaders = storm.flatMap((event) =>
    event.ev === 'raft.role' && event.role.to === 'leader'
      ? [{ term: `${event.state.currentTerm}`, leader: event.node }]
      : [],
  );
  const answer = await duck.rows(questions()[1]?.sql ?? '');
  expect(answer).toEqual(leaders.map((each) => expect.objectContaining(each)));
  const lost = await duck.rows(`SELECT sum(lost)::INT AS lost FROM (${questions()[6]?.sql.replace(';', '')})`);
  expect(lost).toEqual([{ lost: storm.filter(({ ev }) => ev === 'msg.drop').length }]);
});

test('every row and column is the same in every format, also of kinds that come late', async () => {
  const all: unknown[][] = [];
  for (const view of [
    jsonView(path('long.jsonl')),
    jsonView(path('long.jsonl.gz')),
    parquetView(path('long.parquet')),
  ]) {
    await duck.run(view);
    all.push(await duck.rows('SELECT * FROM events WHERE seq % 40 = 0 OR seq > 20500 ORDER BY seq'));
  }
  expect(all[0]?.length).toBeGreaterThan(600);
  expect(all[1]).toEqual(all[0]);
  expect(all[2]).toEqual(all[0]);
  expect(await duck.rows('SELECT count(*)::INT AS events FROM events')).toEqual([{ events: long.length }]);
});
