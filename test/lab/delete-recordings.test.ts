/** Deleting a recording: its folder goes to the trash whole, never while somebody needs it, and never another folder. */
import { cp, mkdir, readdir, readFile, realpath, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { serve } from '../../core/contract/serve.ts';
import type { LabHost } from '../../core/lab/lab.ts';
import { Readers } from '../../core/lab/recordings/readers.ts';
import { recordTo } from '../recording/folders.ts';
import { TestLab } from './harness.ts';
import { dataFolder, granted, labWith, storm } from './recorded-lab.ts';

const recording = 'lesson.run-0001';

async function listed({ api }: LabHost): Promise<string[]> {
  return granted(await api['recording.list']({}))
    .map(({ id }) => id)
    .sort();
}

async function refusal({ api }: LabHost, id = recording): Promise<string> {
  const reply = await serve(api, () => {})('recording.delete', { recording: id });
  return reply.ok ? 'deleted' : `${reply.error.code}: ${reply.error.message}`;
}

/** Every file with its content, folders above it and all. */
async function everything(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) found.set(path.slice(folder.length), await readFile(path, 'utf8'));
  }
  return found;
}

test('it leaves the list, every byte of it lies in the trash, and from there it can be put back', async () => {
  const { lab, data, tracesOf } = await labWith(2);
  granted(await lab.api['recording.describe']({ recording, title: 'Twice', note: '' }));
  const before = await everything(tracesOf(1));
  const { movedTo } = granted(await lab.api['recording.delete']({ recording }));
  expect(movedTo.startsWith(join(data, 'recordings.trash', `${recording}.`))).toBe(true);
  expect(await listed(lab)).toEqual(['lesson.run-0002']);
  expect(await everything(movedTo)).toEqual(before);
  expect(await refusal(lab)).toMatch(/^recordingUnknown: .*run-0001 is not there: /);
  await rename(movedTo, tracesOf(1));
  expect(await listed(lab)).toEqual([recording, 'lesson.run-0002']);
});

test('the trash is no cluster, and holds runs of the same name side by side', async () => {
  const { lab, data, tracesOf } = await labWith(1);
  const first = granted(await lab.api['recording.delete']({ recording }));
  await recordTo(tracesOf(1), storm);
  const second = granted(await lab.api['recording.delete']({ recording }));
  expect(await readdir(join(data, 'recordings.trash'))).toHaveLength(2);
  expect(first.movedTo).not.toBe(second.movedTo);
  expect(granted(await lab.api['lab.describe']({})).stored.map(({ name }) => name)).toEqual(['lesson']);
  expect(await listed(lab)).toEqual([]);
});

test('asked for twice at once, it is deleted once', async () => {
  const { lab } = await labWith(1);
  const replies = await Promise.all([refusal(lab), refusal(lab)]);
  expect(replies[0]).toBe('deleted');
  expect(replies[1]).toMatch(/^recordingUnknown/);
});

test('never the run that is being recorded: it goes on, and can be deleted when it has ended', async () => {
  const lab = await TestLab.start(1);
  await expect.poll(async () => (await lab.call('recording.list', {})).length).toBe(1);
  const id = 'lab-1.run-0001';
  await expect(lab.call('recording.delete', { recording: id })).rejects.toThrow(
    'recordingBusy: lab-1.run-0001 was not deleted: it is being recorded now. Stop the cluster first.',
  );
  await lab.submit('put x 1');
  await lab.call('cluster.stop', {});
  const [stopped] = await lab.call('recording.list', {});
  expect(stopped).toMatchObject({ id, lastSeq: lab.events.length });
  await lab.call('recording.delete', { recording: id });
  expect(await lab.call('recording.list', {})).toEqual([]);
  await lab.call('cluster.open', { name: 'lab-1' });
  expect(await lab.submit('get x')).toMatchObject({ result: '{"value":"1"}' });
  await lab.close();
});

test('a copy of the run that is being recorded is none itself, and can be deleted', async () => {
  const lab = await TestLab.start(1);
  await expect.poll(async () => (await lab.call('recording.list', {})).length).toBe(1);
  const traces = join(lab.folder, 'lab-1/traces');
  await cp(join(traces, 'run-0001'), join(traces, 'run-0000'), { recursive: true });
  await lab.call('recording.delete', { recording: 'lab-1.run-0000' });
  expect((await lab.call('recording.list', {})).map(({ id }) => id)).toEqual(['lab-1.run-0001']);
  await lab.close();
});

test('not in the middle of being read; after the last byte, yes', async () => {
  const { lab } = await labWith(2);
  let { next } = granted(await lab.api['recording.read']({ recording, file: 0, offset: 0 }));
  expect(next).not.toBeNull();
  expect(await refusal(lab)).toMatch(/^recordingBusy: .*it is being read at this moment\. Try again/);
  expect(await refusal(lab, 'lesson.run-0002')).toBe('deleted');
  while (next !== null) next = granted(await lab.api['recording.read']({ recording, ...next })).next;
  expect(await refusal(lab)).toBe('deleted');
});

test('somebody who stops reading is waited for, but not for ever; a second reader counts for himself', () => {
  let now = 0;
  const readers = new Readers(() => now);
  const [start, middle] = [
    { file: 0, offset: 0 },
    { file: 1, offset: 0 },
  ];
  readers.begin('a', start);
  expect([readers.has('a'), readers.has('b')]).toEqual([true, false]);
  readers.end('a', start, middle);
  readers.begin('a', start);
  readers.end('a', start, null);
  expect(readers.has('a')).toBe(true);
  readers.end('a', middle, null);
  expect(readers.has('a')).toBe(false);
  readers.begin('a', start);
  now = 9999;
  expect(readers.has('a')).toBe(true);
  now = 10_000;
  expect(readers.has('a')).toBe(false);
});

test.each(['', 'events-000001.jsonl'])('not what the lab was asked to open: %j of it', async (file) => {
  const { lab, tracesOf } = await labWith(2);
  expect(await lab.openTrace(join(tracesOf(1), file))).toBeNull();
  expect(await refusal(lab)).toMatch(/^recordingBusy: .*was asked to open it/);
  expect(await refusal(lab, 'opened-1')).toMatch(/^recordingUnknown/);
  expect(await refusal(lab, 'lesson.run-0002')).toBe('deleted');
  expect(await listed(lab)).toEqual([recording]);
});

test('not the newest run of a cluster whose nodes another program runs; older ones, yes', async () => {
  const { lab, data } = await labWith(2);
  const node = join(data, 'lesson/nodes/S1');
  await mkdir(node, { recursive: true });
  await writeFile(join(node, 'lock'), `${process.ppid} \n`);
  const busy = `process ${process.ppid} is recording it`;
  expect(await refusal(lab, 'lesson.run-0002')).toContain(busy);
  expect(await refusal(lab, recording)).toBe('deleted');
  await rm(join(node, 'lock'));
  expect(await refusal(lab, 'lesson.run-0002')).toBe('deleted');
});

test.each([
  ...['../../../etc', '/etc', '.', '..', '', 'lesson', 'lesson.run-0009', 'lesson.run-0001/..', '..run-0001'],
  ...['lesson/traces.run-0001', 'lesson.run-0001\0', 'LESSON.run-0001', 'other.run-0001', '__proto__', 'opened-1'],
  ...['recordings.trash', 'lesson.run-1', 'lesson.run-0001 ', 'x'.repeat(81)],
])('%j is refused, and no file of the data folder has moved', async (id) => {
  const { lab, data } = await labWith(1);
  await recordTo(join(data, 'other/traces/run-0001'), storm);
  const before = await everything(data);
  expect(await refusal(lab, id)).toMatch(/^(recordingUnknown|badParams): /);
  const described = await serve(lab.api, () => {})('recording.describe', { recording: id, title: 'x', note: '' });
  expect(described).toMatchObject({ ok: false });
  expect(await everything(data)).toEqual(before);
});

test.each(['lesson', 'lesson/traces', 'lesson/traces/run-0001'])('not by a link: %s', async (place) => {
  const { lab, data } = await labWith(1);
  const outside = join(await dataFolder(), 'outside');
  await rename(join(data, place), outside);
  await symlink(outside, join(data, place));
  const before = await everything(outside);
  expect(await refusal(lab)).toMatch(/^recordingUnknown: .*leads by a link to .*outside/);
  expect(await lab.api['recording.describe']({ recording, title: 'x', note: '' })).toMatchObject({ ok: false });
  expect(await everything(outside)).toEqual(before);
});

test('nothing that is no recording, even in the place of one', async () => {
  const { lab, data, tracesOf } = await labWith(1);
  await mkdir(tracesOf(2));
  await writeFile(join(tracesOf(2), 'thesis.txt'), 'precious');
  await writeFile(tracesOf(3), 'a file');
  const before = await everything(data);
  expect(await refusal(lab, 'lesson.run-0002')).toMatch(/it holds no events-000001\.jsonl/);
  expect(await refusal(lab, 'lesson.run-0003')).toMatch(/^recordingUnknown/);
  expect(await everything(data)).toEqual(before);
});

test('when the trash cannot be made, the recording is where it was, and the sentence says so', async () => {
  const { lab, data } = await labWith(1);
  await writeFile(join(data, 'recordings.trash'), 'a file in the way');
  expect(await refusal(lab)).toMatch(
    /^storage: lesson\.run-0001 is where it was\. It could not be moved to .*recordings\.trash: a file stands where/,
  );
  expect(await listed(lab)).toEqual([recording]);
});

const otherDisk = '/dev/shm';
const isOther = (await stat(otherDisk).catch(() => null))?.dev !== (await stat(await realpath(tmpdir()))).dev;

test.skipIf(!isOther)('a trash on another disk takes nothing, and nothing is lost', async () => {
  const { lab, data, tracesOf } = await labWith(1);
  const before = await everything(tracesOf(1));
  await symlink(otherDisk, join(data, 'recordings.trash'));
  expect(await refusal(lab)).toMatch(/^storage: .*it is on another disk; move it there by hand/);
  expect(await everything(tracesOf(1))).toEqual(before);
});
