/** A lab whose data folder holds the recorded runs of one cluster, which is not running. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { Reply } from '../../core/contract/lab-api.ts';
import { createFolder } from '../../core/lab/cluster-folder.ts';
import { type LabHost, openLab } from '../../core/lab/lab.ts';
import { recordTo } from '../recording/folders.ts';
import { stormEvents } from '../trace/storm.ts';
import { testFolder } from './harness.ts';

export const storm = stormEvents(9, 300);
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

/** Gone after the test. */
export async function dataFolder(): Promise<string> {
  const data = await testFolder();
  folders.push(data);
  return data;
}

export interface RecordedLab {
  readonly lab: LabHost;
  readonly data: string;
  tracesOf(run: number): string;
}

/** Runs 1 … `runs` of the cluster `lesson`. */
export async function labWith(runs: number): Promise<RecordedLab> {
  const data = await dataFolder();
  const { path } = await createFolder(data, { name: 'lesson', nodes: ['S1'], seed: 1, rules: {} });
  const tracesOf = (run: number) => join(path, 'traces', `run-000${run}`);
  for (let run = 1; run <= runs; run += 1) await recordTo(tracesOf(run), storm, { segmentEvents: 500 });
  return { lab: openLab({ dataFolder: data, version: 'test' }), data, tracesOf };
}

export function granted<Value>(reply: Reply<Value>): Value {
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.value;
}
