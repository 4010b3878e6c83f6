/** An exporter at work on a trace that is still being read: it may look ahead a little, and end early. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { piecesOf } from '../../../core/trace/exporters/pieces.ts';
import { record } from '../samples.ts';

const [note] = record([{ node: 'lab', ev: 'note', note: { text: '' } }]);

/** Counts what is read of a trace of so many events. */
function traceOf(events: number) {
  const trace = { read: 0, events: all() };
  async function* all(): AsyncGenerator<TraceEvent> {
    while (trace.read < events && note !== undefined) {
      trace.read += 1;
      yield note;
    }
  }
  return trace;
}

/** A piece for so many events at a time, with how many there were. */
function* inBatches(events: Iterable<TraceEvent>, size: number): Generator<string> {
  let waiting = 0;
  for (const _event of events) {
    waiting += 1;
    if (waiting < size) continue;
    yield `${waiting} `;
    waiting = 0;
  }
  yield `${waiting}`;
}

async function textOf(pieces: AsyncIterable<string | Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += String(piece);
  return text;
}

test('a thousand events may pass between two pieces', async () => {
  const { events } = traceOf(2500);
  expect(await textOf(piecesOf((source) => inBatches(source, 1000), events))).toBe('1000 1000 500');
});

test('more may not, and that is said rather than that a part of the trace is missing', async () => {
  const { events } = traceOf(5000);
  await expect(textOf(piecesOf((source) => inBatches(source, 3000), events))).rejects.toThrow('without giving a piece');
});

test('of an exporter that has ended, the rest of the trace is not read', async () => {
  const trace = traceOf(100_000);
  await textOf(
    piecesOf(function* (source) {
      for (const _event of source) return yield 'enough';
    }, trace.events),
  );
  expect(trace.read).toBeLessThan(1100);
});
