/** Packed recordings read as plain ones do; bombs are stopped early, and a cut is told. */
import { readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { stormEvents } from '../trace/storm.ts';
import { newFolder, read, recordTo } from './folders.ts';

const storm = stormEvents(9, 300);
const whole = [...exporters.jsonl.write(storm)].join('');

async function packed(content: string | Buffer): Promise<string> {
  const file = join(await newFolder(), 'lesson.jsonl.gz');
  await writeFile(file, gzipSync(content));
  return file;
}

test('a packed file gives the same events as the plain one, whatever its name', async () => {
  const file = await packed(whole);
  expect(await read(file)).toEqual({ events: storm, notices: [], problem: null });
  await rename(file, `${file}.txt`);
  expect((await read(`${file}.txt`)).events).toEqual(storm);
});

test('a folder may hold some of its files packed', async () => {
  const folder = await newFolder();
  await recordTo(folder, storm, { segmentEvents: 400 });
  const first = join(folder, 'events-000001.jsonl');
  await writeFile(`${first}.gz`, gzipSync(await readFile(first)));
  await rm(first);
  expect(await read(folder)).toEqual({ events: storm, notices: [], problem: null });
});

test('cut off anywhere: the events before are there, and the cut is told', async () => {
  const file = await packed(whole);
  const { size } = await stat(file);
  for (let length = size - 1; length > 100; length -= Math.ceil(size / 23)) {
    await truncate(file, length);
    const { events, notices, problem } = await read(file);
    if (events.length === 0) {
      expect(problem).toContain('There are no events in');
      continue;
    }
    expect(events).toEqual(storm.slice(0, events.length));
    expect(notices).toEqual([
      `The trace is cut off after event ${events.length.toLocaleString('en')}; all before it is complete.`,
    ]);
  }
});

test('a changed byte within ends the reading with its reason', async () => {
  const content = gzipSync(whole);
  const at = Math.floor(content.length / 2);
  content.writeUInt8(content.readUInt8(at) ^ 0xff, at);
  const file = join(await newFolder(), 'changed.jsonl.gz');
  await writeFile(file, content);
  const { events, problem } = await read(file);
  expect(events).toEqual(storm.slice(0, events.length));
  expect(problem).toContain(`${file} cannot be read on: `);
});

test('a bomb is stopped after the first mebibytes', async () => {
  const file = await packed(Buffer.alloc(200 * 1024 * 1024, '\n'));
  const began = performance.now();
  expect((await read(file)).problem).toContain('it unpacks to more than 200 times its size, as no trace does');
  expect(performance.now() - began).toBeLessThan(3000);
});

test('packed twice is not a trace', async () => {
  const { events, problem } = await read(await packed(gzipSync(whole)));
  expect(events).toEqual([]);
  expect(problem).toContain('cannot be read on: ');
});
