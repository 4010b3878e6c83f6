/** Damaged, foreign and hostile files: what is good is shown, the rest is named, nothing hangs. */
import { once } from 'node:events';
import { truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exporters } from '../../core/trace/exporters/exporters.ts';
import { record, sampleEvents } from '../trace/samples.ts';
import { newFolder, read } from './folders.ts';

const events = sampleEvents().slice(0, 4);
const lines = [...exporters.jsonl.write(events)];
const whole = lines.join('');

async function fileWith(content: string | Buffer): Promise<string> {
  const file = join(await newFolder(), 'events-000001.jsonl');
  await writeFile(file, content);
  return file;
}

test('cut off at every byte: the whole events are there, and the cut is told', async () => {
  const file = await fileWith(whole);
  const bytes = Buffer.byteLength(whole);
  for (let length = bytes - 1; length > Buffer.byteLength(lines[0] ?? ''); length -= 7) {
    await truncate(file, length);
    const { events: got, notices, problem } = await read(file);
    expect(problem).toBeNull();
    expect(got).toEqual(events.slice(0, got.length));
    const rest = Buffer.from(whole).subarray(0, length).toString().split('\n').at(-1);
    const isTorn = rest !== '' && got.length < whole.slice(0, length).split('\n').length;
    expect(notices.length).toBe(isTorn ? 1 : 0);
  }
});

test('cut off within a character', async () => {
  const [event] = record([{ node: 'lab', ev: 'note', note: { text: '€' } }]);
  const text = Buffer.from(`${lines[0]}${JSON.stringify({ ...event, seq: 2 })}\n`);
  const at = text.indexOf(Buffer.from('€'));
  const first = Buffer.from(lines[0] ?? '');
  for (const content of [text.subarray(0, at + 1), Buffer.concat([first, text.subarray(at, at + 1)])]) {
    const { events: got, notices } = await read(await fileWith(content));
    expect(got).toEqual(events.slice(0, 1));
    expect(notices).toEqual(['The trace is cut off after event 1; all before it is complete.']);
  }
});

test('a line that is changed in the middle ends the reading there, by its number', async () => {
  const file = await fileWith([lines[0], '{"seq":"2"}\n', ...lines.slice(2)].join(''));
  const { events: got, problem } = await read(file);
  expect(got).toEqual(events.slice(0, 1));
  expect(problem).toBe(`${file} cannot be read on: line 2: this is not an event. The trace is readable up to event 1.`);
});

test('events that go back in order are damage', async () => {
  const { problem } = await read(await fileWith([lines[0], lines[2], lines[1]].join('')));
  expect(problem).toContain('line 3: event 2 comes after event 3');
});

test('a byte order mark, CRLF and empty lines are accepted', async () => {
  const content = `\ufeff${whole.replaceAll('\n', '\r\n\r\n')}${'\n'.repeat(100_000)}`;
  expect((await read(await fileWith(content))).events).toEqual(events);
});

test('a newer version is refused and both versions are named', async () => {
  const header = JSON.stringify({ ...events[0], header: { schema: 'raftarium.trace', version: 2 } });
  const { problem } = await read(await fileWith(`${header}\n`));
  expect(problem).toContain('its version is 2 and this program reads version 1');
});

test('kinds of a newer minor version are left out and counted', async () => {
  const { events: got, notices } = await read(await fileWith(whole.replace('trace.gap', 'trace.later')));
  expect(got.map(({ seq }) => seq)).toEqual([1, 2, 4]);
  expect(notices).toEqual(['1 event of a kind that this version does not know was left out.']);
});

test.each([
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x0a])],
  ['NUL bytes', '\0\0\0\n'],
  ['a picture', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['nothing', ''],
  ['a deep nest', `${'['.repeat(1_000_000)}\n`],
])('%s is not a trace, and the sentence says what to do or where', async (_name, content) => {
  const { events: got, problem } = await read(await fileWith(content));
  expect(got).toEqual([]);
  expect(problem).toMatch(/cannot be read on: |There are no events in /);
});

test('names that no run has, and a clock that goes back', async () => {
  const crowd = Array.from(
    { length: 2001 },
    (_, at) => record([{ node: `c${at}`, ev: 'note', note: { text: '' } }])[0],
  );
  const text = crowd.map((event, at) => JSON.stringify({ ...event, seq: at + 1 })).join('\n');
  expect((await read(await fileWith(text))).problem).toContain('line 2001: there are more than 2,000 names');
  const back = lines.map((line) => line.replace('"t":200', '"t":9007199254740991')).join('');
  const { events: got, notices } = await read(await fileWith(back));
  expect(got).toHaveLength(4);
  expect(notices).toEqual(['Time goes back at 1 events; they are shown in the order of the file.']);
});

test('a field that would change what every object is never gets through', async () => {
  const { problem } = await read(await fileWith(`${lines[0]}{"__proto__":{"polluted":1},"ev":"note"}\n`));
  expect(problem).toContain('line 2: the field __proto__ is not allowed');
  expect('polluted' in {}).toBe(false);
});

test('one endless line is refused before it fills the memory', async () => {
  const { problem } = await read(await fileWith(Buffer.alloc(40 * 1024 * 1024, 0x20)));
  expect(problem).toContain('line 1 is too long');
});

test('devices, sockets, sparse giants, folders and missing files are refused at once', async () => {
  const folder = await newFolder();
  const socket = join(folder, 'socket');
  const server = createServer().listen(socket);
  await once(server, 'listening');
  const giant = join(folder, 'giant.jsonl');
  await writeFile(giant, '');
  await truncate(giant, 10 * 1024 ** 3);
  for (const path of ['/dev/zero', socket, giant, folder, join(folder, 'none')]) {
    expect((await read(path)).problem).toMatch(/is not a plain file|at most 512 MiB|is not the folder|cannot be read/);
  }
  server.close();
});
