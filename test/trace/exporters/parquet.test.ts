/** Parquet files by another reader: every event a row, every column its type, and nothing of an event is lost. */
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { expect, test } from 'vitest';
import { cellOf, columns, payloads } from '../../../core/trace/exporters/table/columns.ts';
import { parquet } from '../../../core/trace/exporters/table/parquet.ts';
import { record, sampleEvents } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { bytesOf } from './exported.ts';

const events = [...stormEvents(1, 1500)];

test('every event is a row with its columns, and its payload whole as JSON', async () => {
  const rows = await parquetReadObjects({ file: bytesOf(parquet, events).buffer });
  expect(rows).toHaveLength(events.length);
  for (const [at, event] of events.entries()) {
    const row = rows[at] ?? {};
    for (const column of columns) {
      const cell = cellOf(event, column);
      expect(row[column.name] ?? null).toEqual(typeof cell === 'number' ? BigInt(cell) : cell);
    }
    const payload = Object.entries(event).find(([key]) => payloads.includes(key))?.[1];
    expect(JSON.parse(String(row['data']))).toEqual(JSON.parse(JSON.stringify(payload)));
  }
});

test('every kind of event has a payload and no column a value of the wrong type', async () => {
  const rows = await parquetReadObjects({ file: bytesOf(parquet, sampleEvents()).buffer });
  expect(rows.filter(({ data }) => typeof data !== 'string')).toEqual([]);
  const types = { integer: 'bigint', text: 'string', boolean: 'boolean' } as const;
  for (const { name, type } of columns) {
    const found = new Set(
      rows
        .map((row) => row[name])
        .filter((value) => value !== undefined && value !== null)
        .map((value) => typeof value),
    );
    expect([name, [...found]]).toEqual([name, [types[type]]]);
  }
});

test('the file tells its schema, version and run; a long trace comes in several groups of rows', async () => {
  const many = record(Array.from({ length: 50_001 }, () => ({ node: 'lab', ev: 'note', note: { text: 'again' } })));
  const long = [...events.slice(0, 1), ...many];
  // What is in the file already is not held in memory until the end.
  expect([...parquet.write(long)].filter((piece) => piece.length > 0)).toHaveLength(2);
  const file = bytesOf(parquet, long).buffer;
  const rows = await parquetReadObjects({ file, columns: ['seq'] });
  expect(rows.map(({ seq }) => seq)).toEqual(long.map(({ seq }) => BigInt(seq)));
  const metadata = parquetMetadata(file);
  expect(metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([50_000n, 2n]);
  expect(metadata.key_value_metadata).toEqual([
    { key: 'schema', value: 'raftarium.trace' },
    { key: 'version', value: '1' },
    { key: 'run', value: 'seed-1' },
  ]);
  expect(parquetSchema(metadata).children).toHaveLength(columns.length + 1);
});

test('an empty trace is a file without rows', async () => {
  expect(await parquetReadObjects({ file: bytesOf(parquet, []).buffer })).toEqual([]);
});
