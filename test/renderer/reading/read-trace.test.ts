/** A trace is read as far as it can be: every event once and in order, its line kept, and what is wrong with the rest said. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Recorder } from '../../../core/trace/recorder.ts';
import { lineAt } from '../../../renderer/reading/lines.ts';
import { readTrace } from '../../../renderer/reading/read-trace.ts';
import type { TraceFile } from '../../../renderer/reading/source.ts';

/** `note 1` … as a recorder writes them. */
function recorded(count: number, words = 'note'): string[] {
  const lines: string[] = [];
  let t = 0;
  const now = () => ++t;
  const recorder = new Recorder({ now, epochMs: 0, onEvent: (event) => lines.push(JSON.stringify(event)) });
  for (let note = 1; note <= count; note += 1) {
    recorder.record({ ev: 'note', node: 'lab', note: { text: `${words} ${note}` } });
  }
  return lines;
}

function textOf(lines: readonly string[], end = '\n'): Uint8Array {
  return new TextEncoder().encode(lines.map((line) => `${line}${end}`).join(''));
}

interface Delivery {
  /** Bytes of each piece. */
  readonly size?: number;
  /** Why the source breaks off. */
  readonly problem?: string;
}

async function read(files: readonly Uint8Array[], { size = 1000, problem }: Delivery = {}) {
  const lines: string[] = [];
  let total = 0;
  async function* pieces(file: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < file.length; from += size) yield file.slice(from, from + size);
  }
  const source = {
    ...{ id: null, name: 'trace', size: 0, expected: 0, isGrowing: false },
    async *files(): AsyncGenerator<TraceFile> {
      for (const file of files) yield { bytes: () => pieces(file) };
      if (problem !== undefined) throw new Error(problem);
    },
  };
  const outcome = await readTrace({
    source,
    signal: new AbortController().signal,
    take(events, kept, bytes) {
      total = bytes;
      for (const [place, event] of events.entries()) {
        lines.push(lineAt(kept, place) ?? '');
        expect(JSON.parse(lines.at(-1) ?? '')).toEqual(event);
      }
      expect(kept.ends).toHaveLength(events.length);
    },
    pause: async () => {},
  });
  return { lines, total, outcome };
}

const loaded = (...notices: string[]) => ({ kind: 'loaded', notices });

test.each([
  [7, 'note'],
  [1000, 'note'],
  [1_000_000, 'note'],
  [7, 'é €'],
  [1000, 'é €'],
])('in pieces of %i bytes every line of "%s" comes whole, and all bytes are accounted for', async (size, words) => {
  const written = recorded(300, words);
  const file = textOf(written);
  const { lines, total, outcome } = await read([file], { size });
  expect(lines).toEqual(written);
  expect(total).toBe(file.length);
  expect(outcome).toEqual(loaded());
});

test('lines of Windows, a mark in front and a missing last end change nothing', async () => {
  const written = recorded(20);
  const mark = new Uint8Array([0xef, 0xbb, 0xbf]);
  const file = new Uint8Array([...mark, ...textOf(written, '\r\n').slice(0, -2)]);
  expect(await read([file], { size: 100 })).toMatchObject({ lines: written, outcome: loaded() });
});

test('files follow one another, packed or not', async () => {
  const written = recorded(100);
  const files = [gzipSync(textOf(written.slice(0, 60))), textOf(written.slice(60))];
  expect(await read(files)).toMatchObject({ lines: written, outcome: loaded() });
});

test('behind a gap events are numbered anew, and that is said', async () => {
  const { lines, outcome } = await read([textOf(recorded(10).filter((_, at) => at !== 3))]);
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(JSON.parse(lines[3] ?? '').note.text).toBe('note 5');
  expect(outcome).toEqual(loaded('6 events stand behind a gap in the numbers; here all are numbered anew, from 1.'));
});

test('a packed file that is cut off opens as far as it goes', async () => {
  const packed = gzipSync(textOf(recorded(20_000)));
  const { lines, outcome } = await read([packed.subarray(0, packed.length - 500)]);
  expect(lines.length).toBeGreaterThan(1000);
  expect(JSON.stringify(outcome)).toContain('cut off');
});

test('a file that is cut off within a letter opens up to there', async () => {
  const file = textOf(recorded(10, '€'));
  const within = file.lastIndexOf(0xe2) + 1;
  const { lines, outcome } = await read([file.subarray(0, within)]);
  expect(lines).toHaveLength(9);
  expect(JSON.stringify(outcome)).toContain('cut off after event 9');
});

test('a line that is no event ends the reading there', async () => {
  const written = recorded(10);
  const { lines, outcome } = await read([textOf([...written.slice(0, 5), '{"seq":6}', ...written.slice(5)])]);
  expect(lines).toEqual(written.slice(0, 5));
  expect(JSON.stringify(outcome)).toMatch(/Read 5 events; the rest cannot be read: line 6: /);
});

test('what the source could not give is said after what it gave', async () => {
  const { lines, outcome } = await read([textOf(recorded(10))], { problem: 'the lab is gone' });
  expect(lines).toHaveLength(10);
  expect(outcome).toEqual(loaded('Read 10 events; the rest cannot be read: the lab is gone.'));
});

test('bytes that are no text are called so', async () => {
  const { outcome } = await read([new Uint8Array([0xff, 0xfe, 0x80, 0x0a, 0x0a])]);
  expect(outcome).toEqual({ kind: 'noTrace', why: 'these bytes are no text' });
});
