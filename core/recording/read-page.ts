/** Reads some events out of the middle of a recorded run, while it may still grow. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TraceEvent } from '../trace/events.ts';
import { parseLine } from '../trace/parse.ts';
import { readLines } from './lines.ts';
import { parseManifest, type SegmentRecord } from './manifest.ts';

/**
 * At most `limit` events from `fromSeq` on, in order, from one file of the run: fewer may come before the end. Lines
 * stand in the order of `seq`, so those before are counted and not parsed. Throws when a file cannot be read.
 */
export async function readPage(folder: string, fromSeq: number, limit: number): Promise<TraceEvent[]> {
  const { segments } = parseManifest(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const segment = segments.find(({ lastSeq, closed }) => !closed || lastSeq >= fromSeq);
  if (segment === undefined) return [];
  const events: TraceEvent[] = [];
  const skipped = linesBefore(segment, fromSeq);
  for await (const { text, number, ended } of readLines(join(folder, segment.file))) {
    if (number <= skipped) continue;
    if (!ended || events.length === limit) break;
    const parsed = parseLine(text);
    if (parsed.kind === 'event') events.push(parsed.event);
  }
  return events;
}

/** A later file begins with the run's header again, which is no event of its own there. */
function linesBefore({ firstSeq }: SegmentRecord, fromSeq: number): number {
  const repeatedHeader = firstSeq > 1 ? 1 : 0;
  return repeatedHeader + Math.max(0, fromSeq - firstSeq);
}
