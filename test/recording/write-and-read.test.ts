/** What is recorded comes back, whole, from one file or many. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TraceWriter } from '../../core/recording/trace-writer.ts';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { sampleEvents } from '../trace/samples.ts';
import { stormEvents } from '../trace/storm.ts';
import { newFolder, read, recordTo } from './folders.ts';

const storm = stormEvents(9, 300);

test('a run comes back event by event', async () => {
  const folder = join(await newFolder(), 'deeper', 'run');
  expect(await recordTo(folder, storm)).toEqual([]);
  expect(await read(folder)).toEqual({ events: storm, notices: [], problem: null });
});

test('a long run is in several files, each of which stands alone behind the run’s header', async () => {
  const folder = await newFolder();
  await recordTo(folder, storm, { segmentEvents: 400 });
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  expect(files.length).toBe(Math.ceil(storm.length / 400));
  expect((await read(folder)).events).toEqual(storm);
  const second = await read(join(folder, files[1] ?? ''));
  expect(second.events).toEqual([storm[0], ...storm.slice(400, 800)]);
});

test('files are also closed by their size', async () => {
  const folder = await newFolder();
  await recordTo(folder, storm, { segmentBytes: 50_000 });
  for (const name of (await readdir(folder)).filter((name) => name.endsWith('.jsonl'))) {
    expect((await readFile(join(folder, name))).length).toBeLessThan(52_000);
  }
  expect((await read(folder)).events).toEqual(storm);
});

test('the manifest names every file with its events, bytes and checksum', async () => {
  const folder = await newFolder();
  await recordTo(folder, storm, { segmentEvents: 1000 });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ schema: 'raftarium.trace', version: 1, run: 'seed-9', droppedEvents: 0 });
  let next = 1;
  for (const segment of manifest.segments) {
    const bytes = await readFile(join(folder, segment.file));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(segment).toMatchObject({ firstSeq: next, bytes: bytes.length, sha256, closed: true });
    expect(segment.lastSeq - segment.firstSeq + 1).toBe(segment.events);
    next = segment.lastSeq + 1;
  }
  expect(next).toBe(storm.length + 1);
});

test('while the run goes on, what was taken is in the file within a second', async () => {
  const folder = await newFolder();
  const writer = new TraceWriter({ folder, onError: () => {} });
  const events = sampleEvents();
  for (const event of events) writer.append(event);
  await expect.poll(async () => (await read(folder)).events.length, { timeout: 1000 }).toBe(events.length);
  await writer.close();
});

test('an exported file opens as the folder does', async () => {
  const file = join(await newFolder(), 'lesson.jsonl');
  await writeFile(file, [...exporters.jsonl.write(storm)].join(''));
  expect(await read(file)).toEqual({ events: storm, notices: [], problem: null });
});

test('a recording is never written over: it stops, says so once, and the caller goes on', async () => {
  const folder = await newFolder();
  await recordTo(folder, storm);
  const sentences = await recordTo(folder, sampleEvents());
  expect(sentences).toEqual([
    `The recording in ${folder} stopped: a recording is already there; choose an empty folder. The cluster goes on.`,
  ]);
  expect((await read(folder)).events).toEqual(storm);
});

test('a folder that cannot be made stops the recording with the reason', async () => {
  const file = join(await newFolder(), 'a-file');
  await writeFile(file, '');
  expect(await recordTo(join(file, 'run'), storm)).toEqual([
    `The recording in ${file}/run stopped: a file stands where a folder is needed; choose another folder. The cluster goes on.`,
  ]);
});
