/** The recorder's stamps: order without holes, and clocks that never put an effect before its cause. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../core/trace/events.ts';
import { compareHybridTimes } from '../../core/trace/hybrid-time.ts';
import { Recorder } from '../../core/trace/recorder.ts';
import { stormEvents } from './storm.ts';

function note(node: string, text = '') {
  return { node, ev: 'note', note: { text } } as const;
}

test('seq counts all events, n those of each node, from 1 and without holes', () => {
  const events: TraceEvent[] = [];
  const recorder = new Recorder({ now: () => 5, epochMs: 1000, onEvent: (event) => events.push(event) });
  expect(recorder.lastSeq).toBe(0);
  for (const node of ['S1', 'S2', 'S1', 'lab', 'S1']) recorder.record(note(node));
  expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(events.map(({ node, n }) => `${node}.${n}`)).toEqual(['S1.1', 'S2.1', 'S1.2', 'lab.1', 'S1.3']);
  expect(events.map(({ hlc }) => hlc)).toEqual([
    [1000, 0],
    [1000, 0],
    [1000, 1],
    [1000, 0],
    [1000, 2],
  ]);
  expect(recorder.lastSeq).toBe(5);
});

/** Several recorders whose clocks disagree, as on several machines; a step is a local event or a message. */
const step = fc.record({
  from: fc.nat(2),
  to: fc.option(fc.nat(2), { nil: null }),
  micros: fc.nat(3000),
});

test('a receipt is later than its sending and than everything before it, whatever the clocks show', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
      fc.array(step, { maxLength: 60 }),
      (skews, steps) => {
        let now = 0;
        const machines = skews.map((skew) => new Recorder({ now: () => now, epochMs: 1000 + skew, onEvent: () => {} }));
        const last: (readonly [number, number])[] = [];
        const record = (machine: number, received?: readonly [number, number]) => {
          const { hlc } = machines[machine]?.record(note(`S${machine}`), received) ?? { hlc: [0, 0] as const };
          const before = last[machine];
          if (before !== undefined) expect(compareHybridTimes(before, hlc)).toBeLessThan(0);
          last[machine] = hlc;
          return hlc;
        };
        for (const { from, to, micros } of steps) {
          now += micros;
          const sent = record(from);
          if (to !== null) expect(compareHybridTimes(sent, record(to, sent))).toBeLessThan(0);
        }
      },
    ),
  );
});

test('in a recorded run every receipt comes after its sending, by seq and by hybrid time', () => {
  const sent = new Map<string, TraceEvent>();
  let pairs = 0;
  for (const event of stormEvents(3, 500)) {
    if (event.ev === 'msg.send') sent.set(event.msg.id, event);
    if (event.ev !== 'msg.recv') continue;
    const cause = sent.get(event.msg.id);
    if (cause === undefined) throw new Error(`${event.msg.id} was received and never sent.`);
    expect(cause.seq).toBeLessThan(event.seq);
    expect(compareHybridTimes(cause.hlc, event.hlc)).toBeLessThan(0);
    pairs += 1;
  }
  expect(pairs).toBeGreaterThan(100);
});
