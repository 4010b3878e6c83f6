/** The recent trace in memory: asked from anywhere, never larger than it should be. */
import { expect, test } from 'vitest';
import { History } from '../../core/trace/history.ts';
import { record } from './samples.ts';

const events = record(
  Array.from({ length: 20_000 }, (_, at) => ({ node: 'lab', ev: 'note', note: { text: `${at}` } })),
);

function seqs(history: History, from: number, limit: number): number[] {
  return history.since(from, limit).map(({ seq }) => seq);
}

test('events come back in order, from any place and across its inner borders', () => {
  const history = new History();
  expect([history.firstSeq, history.lastSeq, history.since(1, 10)]).toEqual([1, 0, []]);
  for (const event of events) history.append(event);
  expect([history.firstSeq, history.lastSeq]).toEqual([1, 20_000]);
  expect(seqs(history, 4095, 4)).toEqual([4095, 4096, 4097, 4098]);
  expect(history.since(1, 50_000)).toEqual(events);
  expect(seqs(history, 19_999, 10)).toEqual([19_999, 20_000]);
  expect(history.since(20_001, 10)).toEqual([]);
});

test('beyond its capacity the oldest are let go, and asking for them gives the oldest there is', () => {
  const history = new History(5000);
  for (const event of events) history.append(event);
  expect(history.lastSeq - history.firstSeq + 1).toBeGreaterThanOrEqual(5000);
  expect(history.lastSeq - history.firstSeq + 1).toBeLessThan(15_000);
  expect(seqs(history, 1, 2)).toEqual([history.firstSeq, history.firstSeq + 1]);
});

test('an event out of order is a broken invariant', () => {
  const [, second] = events;
  if (second === undefined) throw new Error('there are two events');
  expect(() => new History().append(second)).toThrow('Event 2 cannot follow event 0.');
});
