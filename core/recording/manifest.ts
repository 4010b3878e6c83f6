/** manifest.json of a recorded run: which files hold which events. Replaced as a whole, never half written. */
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { TRACE_SCHEMA, TRACE_VERSION, type TraceHeader } from '../trace/events.ts';

const segment = v.object({
  /** A name in this folder and nothing else: a manifest may come from anywhere. */
  file: v.pipe(v.string(), v.regex(/^events-[0-9]{6}\.jsonl$/)),
  /** Events of the run in this file, not counting the header that a later file repeats. */
  events: v.number(),
  firstSeq: v.number(),
  lastSeq: v.number(),
  bytes: v.number(),
  /** null while the file still grows. */
  sha256: v.nullable(v.string()),
  closed: v.boolean(),
});

const manifest = v.object({
  schema: v.literal(TRACE_SCHEMA),
  version: v.literal(TRACE_VERSION),
  run: v.string(),
  nodes: v.array(v.string()),
  config: v.unknown(),
  app: v.unknown(),
  droppedEvents: v.number(),
  segments: v.array(segment),
});

export type SegmentRecord = v.InferOutput<typeof segment>;
export type Manifest = v.InferOutput<typeof manifest>;

const MANIFEST = 'manifest.json';

export function manifestOf(header: TraceHeader, segments: SegmentRecord[], droppedEvents: number): Manifest {
  const { schema, version, run, nodes, config, app } = header;
  return { schema, version, run, nodes, config, app, droppedEvents, segments };
}

/** Throws when the text is not a manifest of ours. */
export function parseManifest(text: string): Manifest {
  return v.parse(v.pipe(v.string(), v.parseJson(), manifest), text);
}

export async function writeManifest(folder: string, content: Manifest): Promise<void> {
  const path = join(folder, MANIFEST);
  await writeFile(`${path}.new`, `${JSON.stringify(content, null, 2)}\n`, { flush: true });
  await rename(`${path}.new`, path);
}

/** As far as the manifest knows: a file that still grows, or whose program died, is counted when it is closed. */
export function eventsOf({ segments }: Manifest): number {
  return segments.reduce((sum, { events, closed }) => sum + (closed ? events : 0), 0);
}
