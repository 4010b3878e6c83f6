/** Temporary folders for recordings, removed after each test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { readTrace } from '../../core/recording/read-trace.ts';
import { TraceWriter, type TraceWriterOptions } from '../../core/recording/trace-writer.ts';
import type { TraceEvent } from '../../core/trace/events.ts';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

export async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'raftarium-recording-'));
  folders.push(folder);
  return folder;
}

/** Writes all events and closes; the sentences are those of a failed recording. */
export async function recordTo(
  folder: string,
  events: readonly TraceEvent[],
  options: Partial<TraceWriterOptions> = {},
): Promise<string[]> {
  const sentences: string[] = [];
  const writer = new TraceWriter({ folder, onError: (sentence) => sentences.push(sentence), ...options });
  for (const event of events) writer.append(event);
  await writer.close();
  return sentences;
}

export interface Read {
  readonly events: TraceEvent[];
  readonly notices: string[];
  /** The sentence the reading ended with, if it ended early. */
  readonly problem: string | null;
}

export async function read(path: string): Promise<Read> {
  const events: TraceEvent[] = [];
  const notices: string[] = [];
  try {
    for await (const event of readTrace(path, { onNotice: (sentence) => notices.push(sentence) })) events.push(event);
    return { events, notices, problem: null };
  } catch (error) {
    return { events, notices, problem: error instanceof Error ? error.message : String(error) };
  }
}
