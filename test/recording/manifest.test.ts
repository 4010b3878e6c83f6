/** What a recording's manifest knows is held against what its files hold. */
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TraceWriter } from '../../core/recording/trace-writer.ts';
import { stormEvents } from '../trace/storm.ts';
import { newFolder, read, recordTo } from './folders.ts';

const storm = stormEvents(9, 300);

async function recorded(): Promise<{ folder: string; first: string; last: string }> {
  const folder = await newFolder();
  await recordTo(folder, storm, { segmentEvents: Math.ceil(storm.length / 2) });
  return { folder, first: join(folder, 'events-000001.jsonl'), last: join(folder, 'events-000002.jsonl') };
}

test('a folder whose end is missing says how much of it was read, wherever it is cut', async () => {
  const { folder, last } = await recorded();
  const text = await readFile(last, 'utf8');
  const lineEnd = text.lastIndexOf('\n', text.length / 2) + 1;
  for (const length of [text.length - 2, lineEnd, lineEnd - 10]) {
    await truncate(last, Buffer.byteLength(text.slice(0, length)));
    const { events, notices, problem } = await read(folder);
    const [got, all] = [events.length, storm.length].map((count) => count.toLocaleString('en'));
    expect(problem).toBeNull();
    expect(events).toEqual(storm.slice(0, events.length));
    expect(notices).toEqual([`Read ${got} of ${all} events; the rest is cut off.`]);
  }
});

test('a changed event is found by the checksum of its file', async () => {
  const { folder, first } = await recorded();
  const half = Math.ceil(storm.length / 2).toLocaleString('en');
  const text = await readFile(first, 'utf8');
  await writeFile(first, text.replace('"currentTerm":1', '"currentTerm":7'));
  const { events, notices } = await read(folder);
  expect(events).toHaveLength(storm.length);
  expect(notices).toEqual([
    `events-000001.jsonl was changed after it was recorded, somewhere in events 1 to ${half}: its checksum differs.`,
  ]);
});

test('of a run that nobody closed, the manifest does not know how much there should be', async () => {
  const folder = await newFolder();
  const writer = new TraceWriter({ folder, onError: () => {} });
  for (const event of storm) writer.append(event);
  await expect.poll(async () => (await read(folder)).events.length).toBe(storm.length);
  await truncate(join(folder, 'events-000001.jsonl'), (await readFile(join(folder, 'events-000001.jsonl'))).length - 9);
  expect((await read(folder)).notices).toEqual([
    `The trace is cut off after event ${(storm.length - 1).toLocaleString('en')}; all before it is complete.`,
  ]);
  await writer.close();
});

test.each([
  ['damaged', '{"schema":'],
  ['one that points out of the folder', '{"segments":[{"file":"../../etc/passwd"}]}'],
])('a manifest that is %s is passed over: the events speak for themselves', async (_name, content) => {
  const { folder } = await recorded();
  await writeFile(join(folder, 'manifest.json'), content);
  expect(await read(folder)).toEqual({ events: storm, notices: [], problem: null });
});
