/** Recorded runs through the contract: listed, read in pieces by name, and never by a path. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { RecordingBytes } from '../../core/contract/recordings.ts';
import { serve } from '../../core/contract/serve.ts';
import { type LabHost, openLab } from '../../core/lab/lab.ts';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { TestLab, testFolder } from './harness.ts';
import { granted, labWith, storm } from './recorded-lab.ts';

const text = [...exporters.jsonl.write(storm)].join('');
/** The text of all files, as a page reads it. */
async function readAll({ api }: LabHost, recording: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for (let next: { file: number; offset: number } | null = { file: 0, offset: 0 }; next !== null; ) {
    const piece: RecordingBytes = granted(await api['recording.read']({ recording, ...next }));
    pieces.push(piece.bytes);
    next = piece.next;
  }
  return Buffer.concat(pieces).toString();
}

test('every recorded run is listed with what its manifest, first and last line tell', async () => {
  const { lab, tracesOf } = await labWith(2);
  const [first, ...others] = granted(await lab.api['recording.list']({}));
  expect(others).toHaveLength(1);
  expect(first).toMatchObject({
    name: 'lesson',
    run: 'seed-9',
    nodes: 5,
    events: storm.length,
    durationMicros: storm.at(-1)?.t,
    isGrowing: false,
  });
  await writeFile(join(tracesOf(2), 'events-000001.jsonl'), 'no trace at all');
  expect(granted(await lab.api['recording.list']({}))).toHaveLength(2);
});

test('a run is read file by file in pieces; a later file begins with the header again', async () => {
  const { lab } = await labWith(1);
  const [only] = granted(await lab.api['recording.list']({}));
  const lines = (await readAll(lab, only?.id ?? '')).trimEnd().split('\n');
  const own = lines.filter((line, at) => at === 0 || !line.includes('"trace.header"'));
  expect(own.join('\n')).toBe(text.trimEnd());
  expect(lines.length - own.length).toBe(Math.ceil(storm.length / 500) - 1);
});

test('a piece from far within a long file is there at once', async () => {
  const { lab, tracesOf } = await labWith(1);
  const big = Buffer.alloc(300 * 1024 * 1024, 'x');
  await writeFile(join(tracesOf(1), 'events-000001.jsonl'), big);
  const piece = { recording: 'lesson.run-0001', file: 0 };
  await lab.api['recording.read']({ ...piece, offset: 0 });
  const began = performance.now();
  const { bytes, next } = granted(await lab.api['recording.read']({ ...piece, offset: big.length - 1000 }));
  expect(performance.now() - began).toBeLessThan(500);
  expect(bytes.length).toBe(1000);
  expect(next).toEqual({ file: 1, offset: 0 });
});

test('a file that becomes shorter while it is read ends earlier', async () => {
  const { lab, tracesOf } = await labWith(1);
  const recording = 'lesson.run-0001';
  await lab.api['recording.read']({ recording, file: 0, offset: 0 });
  await truncate(join(tracesOf(1), 'events-000001.jsonl'), 10);
  const { bytes, next } = granted(await lab.api['recording.read']({ recording, file: 0, offset: 5000 }));
  expect(bytes.length).toBe(0);
  expect(next).toEqual({ file: 1, offset: 0 });
});

test.each([
  '../../../etc/passwd',
  '/etc/passwd',
  'lesson',
  'lesson.run-0009',
  '..run-0001',
  'lesson.run-0001/..',
  'opened-1',
  '__proto__',
])('%s is no recording', async (recording) => {
  const { lab } = await labWith(1);
  const call = serve(lab.api, () => {});
  expect(await call('recording.read', { recording })).toMatchObject({ ok: false });
});

test('a trace that the user opens has a name for the page, and the newest one is told', async () => {
  const { lab, data } = await labWith(0);
  const file = join(data, '<img src=x onerror=alert(1)>.jsonl.gz');
  await writeFile(file, gzipSync(text));
  const heard: string[] = [];
  lab.onEvents((event) => event.kind === 'opened' && heard.push(event.recording.id));
  expect(await lab.openTrace(file)).toBeNull();
  expect(heard).toEqual(['opened-1']);
  const { opened } = granted(await lab.api['lab.describe']({}));
  expect(opened).toMatchObject({ id: 'opened-1', name: '<img src=x onerror=alert(1)>.jsonl.gz', run: 'seed-9' });
  expect(Buffer.from(await readBinary(lab, 'opened-1'))).toEqual(gzipSync(text));
  expect(granted(await lab.api['recording.list']({}))).toEqual([]);
});

async function readBinary({ api }: LabHost, recording: string): Promise<Uint8Array> {
  return granted(await api['recording.read']({ recording, file: 0, offset: 0 })).bytes;
}

test('what cannot be opened is said in a sentence, and nothing is shown', async () => {
  const { lab, data } = await labWith(0);
  await mkdir(join(data, 'empty'));
  expect(await lab.openTrace(join(data, 'none'))).toContain('cannot be read: the folder or file is gone');
  expect(await lab.openTrace(join(data, 'empty'))).toContain('is not the folder of a recorded run');
  expect(await lab.openTrace('/dev/zero')).toContain('is not a plain file');
  expect(granted(await lab.api['lab.describe']({})).opened).toBeNull();
});

test('the run that is being recorded is listed as such, and can be read meanwhile', async () => {
  const lab = await TestLab.start(1);
  await expect.poll(async () => (await lab.call('recording.list', {})).at(0)?.isGrowing).toBe(true);
  const [growing] = await lab.call('recording.list', {});
  const { bytes } = await lab.call('recording.read', { recording: growing?.id ?? '' });
  expect(Buffer.from(bytes).toString()).toContain('"ev":"trace.header"');
  await lab.submit('put x 1');
  await lab.call('cluster.stop', {});
  const [stopped] = await lab.call('recording.list', {});
  expect(stopped?.isGrowing).toBe(false);
  expect(stopped?.events).toBeGreaterThan(10);
  expect(stopped?.lastSeq).toBe(stopped?.events);
  await lab.close();
});

test('without clusters there are no recordings', async () => {
  const lab = openLab({ dataFolder: join(await testFolder(), 'none'), version: 'test' });
  expect(granted(await lab.api['recording.list']({}))).toEqual([]);
});
