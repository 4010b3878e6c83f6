/** Events are gathered without losing one or changing their order, and calls are kept to a fair rate. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LabEvent } from '../../core/contract/lab-api.ts';
import { batchEvents } from '../../core/hosting/event-batch.ts';
import { limitCalls } from '../../core/hosting/limit-calls.ts';
import { rateLimit } from '../../core/hosting/rate-limit.ts';
import type { TraceEvent } from '../../core/trace/events.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function note(seq: number): TraceEvent {
  return { seq, t: 0, hlc: [0, 0], node: 'lab', n: seq, ev: 'note', note: { text: '' } };
}

describe('a batch', () => {
  test('sends the first event at once and what follows together', () => {
    const sent: LabEvent[] = [];
    const batch = batchEvents((event) => sent.push(event));
    for (const seq of [1, 2, 3]) batch.add({ kind: 'trace', events: [note(seq)] });
    expect(sent.map(seqs)).toEqual([[1]]);
    vi.advanceTimersByTime(33);
    expect(sent.map(seqs)).toEqual([[1], [2, 3]]);
    vi.advanceTimersByTime(1000);
    batch.add({ kind: 'trace', events: [note(4)] });
    expect(sent.map(seqs)).toEqual([[1], [2, 3], [4]]);
  });

  test('keeps a change of cluster in its place', () => {
    const sent: LabEvent[] = [];
    const batch = batchEvents((event) => sent.push(event));
    batch.add({ kind: 'cluster', cluster: null });
    for (const seq of [1, 2]) batch.add({ kind: 'trace', events: [note(seq)] });
    batch.add({ kind: 'cluster', cluster: null });
    batch.add({ kind: 'trace', events: [note(3)] });
    vi.advanceTimersByTime(33);
    expect(sent.map(seqs)).toEqual([[], [1, 2], [], [3]]);
  });

  test('splits what would be too big for one frame', () => {
    const sent: LabEvent[] = [];
    const batch = batchEvents((event) => sent.push(event));
    for (let seq = 0; seq <= 5000; seq += 1) batch.add({ kind: 'trace', events: [note(seq)] });
    vi.advanceTimersByTime(33);
    expect(sent.map((event) => seqs(event).length)).toEqual([1, 2000, 2000, 1000]);
    expect(sent.flatMap(seqs)).toEqual(Array.from({ length: 5001 }, (_, seq) => seq));
  });

  test('sends nothing once it is closed', () => {
    const sent: LabEvent[] = [];
    const batch = batchEvents((event) => sent.push(event));
    for (const seq of [1, 2]) batch.add({ kind: 'trace', events: [note(seq)] });
    batch.close();
    batch.add({ kind: 'trace', events: [note(3)] });
    vi.advanceTimersByTime(1000);
    expect(sent.map(seqs)).toEqual([[1]]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a rate limit', () => {
  test('gives a burst at once and then so many a second', () => {
    let now = 0;
    const limit = rateLimit(10, 3, () => now);
    const take = (): boolean[] => [1, 2, 3, 4].map(() => limit.take());
    expect(take()).toEqual([true, true, true, false]);
    now = 100;
    expect(take()).toEqual([true, false, false, false]);
    now = 10_000;
    expect(take()).toEqual([true, true, true, false]);
  });

  test('also counts calls that wait for their answer', async () => {
    const finish: (() => void)[] = [];
    const call = limitCalls(() => new Promise((done) => finish.push(() => done({ ok: true, value: null }))));
    const waiting = Array.from({ length: 100 }, () => call('lab.describe', {}));
    expect(await call('lab.describe', {})).toMatchObject({ error: { code: 'busy' } });
    for (const end of finish) end();
    await Promise.all(waiting);
    const next = call('lab.describe', {});
    finish.at(-1)?.();
    expect(await next).toMatchObject({ ok: true });
  });
});

function seqs(event: LabEvent): number[] {
  return event.kind === 'trace' ? event.events.map(({ seq }) => seq) : [];
}
