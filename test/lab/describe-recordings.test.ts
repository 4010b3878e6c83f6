/** A recording's title and note: kept beside the trace, which stays as it is, and harmless whatever they say. */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RecordingDescription } from '../../core/contract/recordings.ts';
import { serve } from '../../core/contract/serve.ts';
import { type LabHost, openLab } from '../../core/lab/lab.ts';
import { TestLab } from './harness.ts';
import { dataFolder, granted, labWith } from './recorded-lab.ts';

const recording = 'lesson.run-0001';
const words = { title: 'The split vote', note: 'Show this first.\nThen crash S2.' };

async function only({ api }: LabHost): Promise<RecordingDescription | undefined> {
  return granted(await api['recording.list']({}))[0];
}

/** Name and content of every file. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await textOf(folder, name)])));
}

function textOf(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

test('title and note are kept, and not a byte of the trace or its manifest is changed', async () => {
  const { lab, data, tracesOf } = await labWith(1);
  expect(await only(lab)).toMatchObject({ title: '', note: '' });
  const before = await filesIn(tracesOf(1));
  granted(await lab.api['recording.describe']({ recording, ...words }));
  expect(await only(lab)).toMatchObject(words);
  expect(await only(openLab({ dataFolder: data, version: 'test' }))).toMatchObject(words);
  const { 'description.json': _own, ...others } = await filesIn(tracesOf(1));
  expect(others).toEqual(before);
});

test('without title and note there is no file of them', async () => {
  const { lab, tracesOf } = await labWith(1);
  const before = await readdir(tracesOf(1));
  granted(await lab.api['recording.describe']({ recording, ...words }));
  granted(await lab.api['recording.describe']({ recording, title: '', note: '' }));
  expect(await only(lab)).toMatchObject({ title: '', note: '' });
  expect(await readdir(tracesOf(1))).toEqual(before);
});

test('of many at once the last one holds, whole', async () => {
  const { lab, tracesOf } = await labWith(1);
  const titles = Array.from({ length: 20 }, (_, at) => `take ${at}`);
  const replies = await Promise.all(
    titles.map((title) => lab.api['recording.describe']({ recording, title, note: '' })),
  );
  expect(replies.every(({ ok }) => ok)).toBe(true);
  expect((await only(lab))?.title).toBe('take 19');
  expect(await readdir(tracesOf(1))).not.toContain('description.json.new');
});

test('a run can be described while it is recorded, and keeps its words when it has ended', async () => {
  const lab = await TestLab.start(1);
  await expect.poll(async () => (await lab.call('recording.list', {})).length).toBe(1);
  await lab.call('recording.describe', { recording: 'lab-1.run-0001', ...words });
  await lab.submit('put x 1');
  await lab.call('cluster.stop', {});
  expect(await lab.call('recording.list', {})).toMatchObject([{ ...words, isGrowing: false }]);
  await lab.close();
});

test('whoever copies the folder takes title and note along', async () => {
  const from = await labWith(1);
  granted(await from.lab.api['recording.describe']({ recording, ...words }));
  const to = await labWith(0);
  await cp(from.tracesOf(1), to.tracesOf(7), { recursive: true });
  expect(await only(to.lab)).toMatchObject({ id: 'lesson.run-0007', ...words });
  expect(await to.lab.openTrace(from.tracesOf(1))).toBeNull();
  expect(granted(await to.lab.api['lab.describe']({})).opened).toMatchObject(words);
});

test('what is opened from elsewhere is read and not written', async () => {
  const elsewhere = await labWith(1);
  const { lab } = await labWith(0);
  const before = await readdir(elsewhere.tracesOf(1));
  await lab.openTrace(elsewhere.tracesOf(1));
  const reply = await lab.api['recording.describe']({ recording: 'opened-1', ...words });
  expect(reply).toMatchObject({ ok: false, error: { code: 'recordingUnknown' } });
  expect(await readdir(elsewhere.tracesOf(1))).toEqual(before);
});

test('hostile text is kept letter by letter, and so is every script', async () => {
  const { lab } = await labWith(1);
  const call = serve(lab.api, () => {});
  for (const title of [
    '<img src=x onerror=alert(1)>',
    '"}{"__proto__":1',
    '../../x',
    'الخوارزمية',
    '👩‍🏫 投票',
    '\ud800',
  ]) {
    expect(await call('recording.describe', { recording, title, note: `${title}\n\t${title}` })).toMatchObject({
      ok: true,
    });
    expect(await only(lab)).toMatchObject({ title, note: `${title}\n\t${title}` });
  }
});

test.each([
  ['title', { title: 'x'.repeat(101) }, 'at most 100 characters'],
  ['title', { title: 'two\nlines' }, 'one line'],
  ['title', { title: 'nul\0' }, 'one line'],
  ['title', { title: 'gpj.\u202etxt' }, 'one line'],
  ['title', { title: ['a list'] }, 'string'],
  ['note', { note: 'x'.repeat(2001) }, 'at most 2000 characters'],
  ['note', { note: 'bell\u0007' }, 'no control characters'],
  ['note', { note: '\u2067turned' }, 'no control characters'],
])('a %s like %o is refused by name, and nothing is written', async (field, wrong, why) => {
  const { lab, tracesOf } = await labWith(1);
  const before = await readdir(tracesOf(1));
  const reply = await serve(lab.api, () => {})('recording.describe', { recording, ...words, ...wrong });
  expect(reply).toMatchObject({ ok: false, error: { code: 'badParams' } });
  expect(JSON.stringify(reply)).toContain(`field ${field}`);
  expect(JSON.stringify(reply)).toContain(why);
  expect(await readdir(tracesOf(1))).toEqual(before);
});

test('the longest title and note that may be are kept', async () => {
  const { lab } = await labWith(1);
  const most = { title: '\u0416'.repeat(100), note: '\u{1f600}'.repeat(1000) };
  expect(await serve(lab.api, () => {})('recording.describe', { recording, ...most })).toMatchObject({ ok: true });
  expect(await only(lab)).toMatchObject(most);
});

test.each([
  ['no JSON', 'title: x'],
  ['another format', JSON.stringify({ format: 2, ...words })],
  ['too long a title', JSON.stringify({ format: 1, title: 'x'.repeat(101), note: '' })],
  ['a title of several lines', JSON.stringify({ format: 1, title: 'x\nDelete all', note: '' })],
  ['a title that is no text', JSON.stringify({ format: 1, title: { toString: 1 }, note: '' })],
  ['a huge file', JSON.stringify({ format: 1, title: 'x', note: '', more: 'x'.repeat(70_000) })],
])('a foreign file of words that is %s says nothing, and the recording is listed', async (_what, text) => {
  const { lab, tracesOf } = await labWith(1);
  await writeFile(join(tracesOf(1), 'description.json'), text);
  expect(await only(lab)).toMatchObject({ id: recording, title: '', note: '' });
  granted(await lab.api['recording.describe']({ recording, ...words }));
  expect(await only(lab)).toMatchObject(words);
});

test.skipIf(process.platform === 'win32')(
  'a pipe in the place of the file, whose words never come, is not begun',
  async () => {
    const { lab, tracesOf } = await labWith(1);
    execFileSync('mkfifo', [join(tracesOf(1), 'description.json')]);
    expect(await only(lab)).toMatchObject({ id: recording, title: '' });
  },
);

test('links in the place of the file or its draft lead the writing nowhere', async () => {
  const { lab, tracesOf } = await labWith(1);
  const victim = join(await dataFolder(), 'victim');
  await writeFile(victim, 'precious');
  for (const name of ['description.json', 'description.json.new']) await symlink(victim, join(tracesOf(1), name));
  granted(await lab.api['recording.describe']({ recording, ...words }));
  expect(await only(lab)).toMatchObject(words);
  expect(await readFile(victim, 'utf8')).toBe('precious');
});

test('a disk that refuses is told as a sentence, and leaves no half file', async () => {
  const { lab, tracesOf } = await labWith(1);
  await mkdir(join(tracesOf(1), 'description.json', 'in the way'), { recursive: true });
  const reply = await lab.api['recording.describe']({ recording, ...words });
  expect(reply).toMatchObject({ ok: false, error: { code: 'storage' } });
  expect(JSON.stringify(reply)).toContain(`The title and the note of ${recording} could not be kept: a folder stands`);
  expect(await readdir(tracesOf(1))).not.toContain('description.json.new');
});
