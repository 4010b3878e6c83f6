/** What the worker that reads traces answers: every event once and in order, and what is wrong with the rest. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Recorder } from '../../../core/trace/recorder.ts';
import type { Ending, FromReader, ToReader } from '../../../renderer/reading/messages.ts';
import { ReadingSession } from '../../../renderer/reading/worker/reading-session.ts';

/** `note 1` … as a recorder writes them. */
function recorded(count: number): string[] {
  const lines: string[] = [];
  let t = 0;
  const now = () => ++t;
  const recorder = new Recorder({ now, epochMs: 0, onEvent: (event) => lines.push(JSON.stringify(event)) });
  for (let note = 1; note <= count; note += 1)
    recorder.record({ ev: 'note', node: 'lab', note: { text: `note ${note} é` } });
  return lines;
}

function textOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
}

interface Answers {
  readonly lines: string[];
  readonly read: number;
  readonly ending: Ending;
}

interface Delivery {
  /** Bytes of each message. */
  readonly size?: number;
  readonly problem?: string | null;
}

function answers(files: readonly Uint8Array[], { size = 1000, problem = null }: Delivery = {}): Promise<Answers> {
  return new Promise<Answers>((resolve) => {
    const lines: string[] = [];
    let read = 0;
    const hear = (message: FromReader) => {
      if (message.kind === 'events') lines.push(...message.text.split('\n'));
      else if (message.kind === 'read') read += message.bytes;
      else resolve({ lines, read, ending: message });
    };
    const session = new ReadingSession(hear);
    const say = (message: ToReader) => session.take(message);
    say({ kind: 'begin', expected: 0, isGrowing: false });
    for (const file of files) {
      say({ kind: 'file' });
      for (let from = 0; from < file.length; from += size)
        say({ kind: 'bytes', bytes: file.subarray(from, from + size) });
    }
    say({ kind: 'end', problem });
  });
}

test.each([7, 1000, 1_000_000])(
  'in pieces of %i bytes every line comes whole, and all bytes are accounted for',
  async (size) => {
    const written = recorded(300);
    const file = textOf(written);
    const { lines, read, ending } = await answers([file], { size });
    expect(lines).toEqual(written);
    expect(read).toBe(file.length);
    expect(ending).toMatchObject({ events: 300, problem: null, notices: [] });
  },
);

test('files follow one another, packed or not', async () => {
  const written = recorded(100);
  const files = [gzipSync(textOf(written.slice(0, 60))), textOf(written.slice(60))];
  const { lines, ending } = await answers(files);
  expect(lines).toEqual(written);
  expect(ending).toMatchObject({ events: 100, problem: null });
});

test('behind a gap events are numbered anew, and that is said', async () => {
  const written = recorded(10);
  const { lines, ending } = await answers([textOf(written.filter((_, at) => at !== 3))]);
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(JSON.parse(lines[3] ?? '').note.text).toBe('note 5 é');
  expect(ending.notices).toEqual(['6 events stand behind a gap in the numbers; here all are numbered anew, from 1.']);
});

test('a packed file that is cut off opens as far as it goes', async () => {
  const packed = gzipSync(textOf(recorded(2000)));
  const { lines, ending } = await answers([packed.subarray(0, packed.length - 500)]);
  expect(lines.length).toBeGreaterThan(100);
  expect(ending.events).toBe(lines.length);
  expect(ending.notices.join()).toContain('cut off');
});

test('a line that is no event ends the reading there', async () => {
  const written = recorded(10);
  const { lines, ending } = await answers([textOf([...written.slice(0, 5), '{"seq":6}', ...written.slice(5)])]);
  expect(lines).toEqual(written.slice(0, 5));
  expect(ending.problem).toMatch(/^line 6: /);
});

test('what the source could not give is said after what it gave', async () => {
  const { lines, ending } = await answers([textOf(recorded(10))], { problem: 'the lab is gone' });
  expect(lines).toHaveLength(10);
  expect(ending).toMatchObject({ events: 10, problem: 'the lab is gone' });
});

test('bytes that are no text are called so', async () => {
  const { ending } = await answers([new Uint8Array([0xff, 0xfe, 0x80])]);
  expect(ending).toMatchObject({ events: 0, problem: 'these bytes are no text' });
});
