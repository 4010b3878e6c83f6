/** What a recording is, from its manifest, its first line and its last: quick, however long it is. */
import { open } from 'node:fs/promises';
import type { TraceEvent } from '../trace/events.ts';
import { parseLine } from '../trace/parse.ts';
import { isGzip } from '../trace/reading/limits.ts';
import { eventsOf } from './manifest.ts';
import { textOf } from './text.ts';
import { type TraceFile, traceFiles } from './trace-files.ts';

export interface TraceSummary {
  readonly files: readonly TraceFile[];
  readonly run: string;
  readonly recordedAt: string | null;
  readonly nodes: number;
  readonly events: number | null;
  readonly lastSeq: number | null;
  readonly bytes: number;
  readonly durationMicros: number | null;
}

/** A last line is seldom longer; of one that is, the duration is not known. */
const TAIL_BYTES = 64 * 1024;

/** Throws TraceProblem, and errors of the disk. A trace whose first line is damaged is described by what else is known. */
export async function describeTrace(path: string): Promise<TraceSummary> {
  const { files, manifest } = await traceFiles(path);
  const first = await firstEvent(files[0]);
  const last = await lastEvent(files.at(-1));
  const header = first?.ev === 'trace.header' ? first.header : null;
  const isCounted = manifest?.segments.every(({ closed }) => closed) === true;
  return {
    files,
    run: header?.run ?? manifest?.run ?? '',
    recordedAt: header?.epoch ?? null,
    nodes: header?.nodes.length ?? manifest?.nodes.length ?? 0,
    events: manifest !== null && isCounted ? eventsOf(manifest) : null,
    lastSeq: last?.seq ?? null,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    durationMicros: last?.t ?? null,
  };
}

async function firstEvent(file: TraceFile | undefined): Promise<TraceEvent | null> {
  if (file === undefined) return null;
  try {
    for await (const text of textOf(file.path)) return eventOf(text.replace(/^\ufeff/, '').split('\n')[0]);
  } catch {
    // Reading it will say what is wrong; the list only says what it knows.
  }
  return null;
}

/** null for a packed file: its end cannot be read without all before it. */
async function lastEvent(file: TraceFile | undefined): Promise<TraceEvent | null> {
  if (file === undefined) return null;
  const handle = await open(file.path, 'r');
  try {
    const start = await handle.read(Buffer.alloc(2), 0, 2, 0);
    if (isGzip(start.buffer)) return null;
    const from = Math.max(0, file.bytes - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    const lines = buffer.subarray(0, bytesRead).toString().split('\n');
    // The very last one is empty, or has not ended yet.
    return eventOf(lines.at(-2));
  } finally {
    await handle.close();
  }
}

function eventOf(line: string | undefined): TraceEvent | null {
  const parsed = parseLine(line ?? '');
  return parsed.kind === 'event' ? parsed.event : null;
}
