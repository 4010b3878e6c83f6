/** One Parquet file for analysis: the columns of columns.ts, and all else of an event as JSON text in `data`. */
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js';
import { ParquetWriter } from 'hyparquet-writer/src/parquet-writer.js';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceEvent } from '../../events.ts';
import type { Exporter, Piece } from '../exporter.ts';
import { type Cell, type Column, cellOf, columns, dataOf } from './columns.ts';

/** Rows per group: what is held in memory at a time. */
const GROUP = 50_000;

type Values = (string | bigint | boolean | undefined)[];

const parquetTypes = { integer: 'INT64', text: 'BYTE_ARRAY', boolean: 'BOOLEAN' } as const;
const always: ReadonlySet<string> = new Set(['seq', 't', 'hlcMilliseconds', 'hlcCounter', 'node', 'n', 'ev']);
const data = { name: 'data', type: 'text', paths: [] } as const satisfies Column;
const all: readonly Column[] = [...columns, data];

const schema = [
  { name: 'trace', num_children: all.length },
  ...all.map(({ name, type }) => ({
    name,
    type: parquetTypes[type],
    repetition_type: always.has(name) ? ('REQUIRED' as const) : ('OPTIONAL' as const),
    ...(type === 'text' ? { converted_type: 'UTF8' as const } : {}),
  })),
];

function* write(events: Iterable<TraceEvent>): Iterable<Piece> {
  const bytes = new Pieces();
  // It works at once as long as its bytes need no flush, so its promises are none.
  const writer = new ParquetWriter({ writer: bytes, schema });
  let run = '';
  let rows = new Rows();
  for (const event of events) {
    if (event.ev === 'trace.header') run = event.header.run;
    rows.add(event);
    if (rows.count === GROUP) {
      void writer.write({ columnData: rows.columnData(), rowGroupSize: GROUP });
      rows = new Rows();
    }
    yield rows.count === 0 ? bytes.take() : '';
  }
  if (rows.count > 0) void writer.write({ columnData: rows.columnData(), rowGroupSize: GROUP });
  writer.kvMetadata = [
    { key: 'schema', value: TRACE_SCHEMA },
    { key: 'version', value: String(TRACE_VERSION) },
    { key: 'run', value: run },
  ];
  void writer.finish();
  yield bytes.take();
}

/** The events of a group, column by column. */
class Rows {
  readonly #values: readonly Values[] = all.map(() => []);
  count = 0;

  add(event: TraceEvent): void {
    this.count += 1;
    for (const [at, column] of all.entries()) {
      this.#values[at]?.push(wide(column === data ? dataOf(event) : cellOf(event, column)));
    }
  }

  columnData() {
    return all.map(({ name }, at) => ({ name, data: this.#values[at] ?? [] }));
  }
}

/** Whole numbers are 64 bits wide in the file. */
function wide(cell: Cell): Values[number] {
  if (cell === null) return undefined;
  return typeof cell === 'number' ? BigInt(cell) : cell;
}

/** What was written since the last time, given away instead of kept: `offset` goes on counting. */
class Pieces extends ByteWriter {
  take(): Uint8Array<ArrayBuffer> {
    const piece = new Uint8Array(this.getBuffer());
    this.index = 0;
    return piece;
  }
}

export const parquet = {
  name: 'Parquet',
  about: 'one typed table for DuckDB, pandas, Spark and other tools of analysis',
  extension: 'parquet',
  mediaType: 'application/vnd.apache.parquet',
  write,
} as const satisfies Exporter;
