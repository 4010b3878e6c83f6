/** The canonical export: a folder like that of a recorded run, with the schema and SQL to ask it. Whole or not there. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestOf, type SegmentRecord, writeManifest } from '../../core/recording/manifest.ts';
import type { TraceEvent, TraceHeader } from '../../core/trace/events.ts';
import { jsonView } from '../../core/trace/exporters/table/sql.ts';
import schema from '../../docs/trace-event.v1.schema.json' with { type: 'json' };
import { InputError } from '../command.ts';
import { readmeOf } from './folder-readme.ts';
import { refuse, unfinishedName, writeAll } from './write-whole.ts';

/** As a recording has them. */
const SEGMENT_EVENTS = 200_000;

export interface FolderOptions {
  readonly compress: boolean;
  readonly mayReplace: boolean;
  /** What was left out, in words; null for nothing. */
  readonly filter: string | null;
}

/** Throws InputError with a sentence when it cannot be done; nothing is left behind then. */
export async function writeFolder(
  path: string,
  events: AsyncIterable<TraceEvent>,
  options: FolderOptions,
): Promise<void> {
  await refuseForeign(path, options.mayReplace);
  const unfinished = unfinishedName(path);
  await mkdir(unfinished).catch((error: unknown) => refuse(path, error));
  try {
    await fill(unfinished, events, options);
    await rm(path, { recursive: true, force: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    refuse(path, error);
  }
}

/** Only a folder that is empty, or an export of ours and to be replaced, may go. */
async function refuseForeign(path: string, mayReplace: boolean): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return;
  if (!found.isDirectory()) throw new InputError(`${path} cannot be written: a file stands where the folder would be.`);
  const names = await readdir(path);
  if (names.length === 0) return;
  if (!names.includes('manifest.json') || !names.includes('queries.sql')) {
    throw new InputError(`${path} cannot be written: it is a folder with other things in it.`);
  }
  if (!mayReplace) throw new InputError(`${path} is there already; --force replaces it.`);
}

async function fill(folder: string, events: AsyncIterable<TraceEvent>, options: FolderOptions): Promise<void> {
  const source = new Source(events);
  const segments: SegmentRecord[] = [];
  const header = await source.header();
  while (await source.hasMore()) segments.push(await writeSegment(folder, segments.length + 1, source, options));
  await mkdir(join(folder, 'schema'));
  await writeFile(join(folder, 'schema/trace-event.v1.schema.json'), `${JSON.stringify(schema, null, 2)}\n`);
  await writeFile(join(folder, 'queries.sql'), queries);
  await writeFile(join(folder, 'README.md'), readmeOf(header, source.given, options.filter));
  await writeManifest(folder, manifestOf(header, segments, source.lost));
}

const queries = `-- Start DuckDB in this folder: duckdb -init queries.sql\n${jsonView('events-*.jsonl*')}\n`;

async function writeSegment(
  folder: string,
  number: number,
  source: Source,
  { compress }: FolderOptions,
): Promise<SegmentRecord> {
  // The manifest is about the lines: packing a file or unpacking it leaves it true.
  const file = `events-${String(number).padStart(6, '0')}.jsonl`;
  const hash = createHash('sha256');
  const before = source.given;
  let bytes = 0;
  let first = 0;
  async function* lines(): AsyncGenerator<string, void, undefined> {
    if (number > 1) yield counted(source.headerLine);
    for await (const event of source.take(SEGMENT_EVENTS)) {
      if (first === 0) first = event.seq;
      yield counted(`${JSON.stringify(event)}\n`);
    }
  }
  function counted(line: string): string {
    hash.update(line);
    bytes += Buffer.byteLength(line);
    return line;
  }
  const name = compress ? `${file}.gz` : file;
  const handle = await open(join(folder, name), 'wx');
  await writeAll(handle, name, lines()).finally(() => handle.close());
  const counts = { events: source.given - before, firstSeq: first, lastSeq: source.lastSeq };
  return { file, ...counts, bytes, sha256: hash.digest('hex'), closed: true };
}

/** The events one after the other, over several files. */
class Source {
  readonly #events: AsyncIterator<TraceEvent>;
  #next: TraceEvent | null = null;
  headerLine = '';
  given = 0;
  lastSeq = 0;
  /** Events that the recording itself says it lost. */
  lost = 0;

  constructor(events: AsyncIterable<TraceEvent>) {
    this.#events = events[Symbol.asyncIterator]();
  }

  async header(): Promise<TraceHeader> {
    if ((await this.hasMore()) && this.#next?.ev === 'trace.header') {
      this.headerLine = `${JSON.stringify(this.#next)}\n`;
      return this.#next.header;
    }
    throw new InputError(
      'This trace has no header, so there is no saying which run it is; export it as one .jsonl file.',
    );
  }

  async hasMore(): Promise<boolean> {
    if (this.#next !== null) return true;
    const { value, done } = await this.#events.next();
    this.#next = done === true ? null : value;
    return this.#next !== null;
  }

  async *take(most: number): AsyncGenerator<TraceEvent, void, undefined> {
    for (let count = 0; count < most && (await this.hasMore()); count++) {
      const event = this.#next;
      if (event === null) return;
      this.#next = null;
      this.given += 1;
      this.lastSeq = event.seq;
      if (event.ev === 'trace.gap') this.lost += event.gap.count;
      yield event;
    }
  }
}
