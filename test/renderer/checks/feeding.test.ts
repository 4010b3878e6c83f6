/** The judge is fed in order, one piece at a time, and starts anew with another run. */
import { expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { Feeding, PIECE } from '../../../renderer/checks/feeding.ts';
import type { FromJudge, ToJudge } from '../../../renderer/checks/messages.ts';
import { record } from '../../trace/samples.ts';

function notes(count: number): TraceEvent[] {
  return record(Array.from({ length: count }, () => ({ node: 'lab', ev: 'note', note: { text: 'again' } })));
}

function run(kept: TraceEvent[]) {
  return {
    kept,
    generation: 1,
    get length() {
      return kept.length;
    },
    lineAt: (index: number) => (index < kept.length ? JSON.stringify(kept[index]) : undefined),
  };
}

function judged(run: number, seq: number): FromJudge {
  return { kind: 'judged', run, seq, found: [], occasions: [], hole: null };
}

function sizes(sent: readonly ToJudge[]): (number | string)[] {
  return sent.map((message) => (message.kind === 'events' ? message.lines.length : message.kind));
}

test('the next piece goes when the last one is judged, and none is skipped or sent twice', () => {
  const events = run(notes(PIECE * 2 + 5));
  const sent: ToJudge[] = [];
  const feeding = new Feeding(events, (message) => sent.push(message));
  expect(feeding.pump()).toBe(true);
  expect(feeding.pump()).toBe(false);
  expect(sizes(sent)).toEqual(['begin', PIECE]);
  feeding.heard(judged(1, PIECE));
  feeding.heard(judged(1, PIECE * 2));
  expect(sizes(sent)).toEqual(['begin', PIECE, PIECE, 5]);
  expect(feeding.isDone).toBe(false);
  feeding.heard(judged(1, PIECE * 2 + 5));
  expect(feeding.isDone).toBe(true);
  expect(sent.flatMap((message) => (message.kind === 'events' ? message.lines : []))).toEqual(
    events.kept.map((event) => JSON.stringify(event)),
  );
});

test('another run begins anew, and answers about the old one are not taken', () => {
  const events = run(notes(3));
  const sent: ToJudge[] = [];
  const feeding = new Feeding(events, (message) => sent.push(message));
  feeding.pump();
  events.kept.splice(0, 3, ...notes(2));
  events.generation = 2;
  expect(feeding.pump()).toBe(true);
  expect(sizes(sent)).toEqual(['begin', 3, 'begin', 2]);
  expect(feeding.heard(judged(1, 3))).toBe(false);
  expect(feeding.heard(judged(2, 2))).toBe(true);
});

test('what is judged as a whole is asked for once for the same events, and only when all are judged', () => {
  const events = run(notes(3));
  const sent: ToJudge[] = [];
  const feeding = new Feeding(events, (message) => sent.push(message));
  feeding.pump();
  feeding.settle();
  expect(sizes(sent)).toEqual(['begin', 3]);
  feeding.heard(judged(1, 3));
  feeding.settle();
  feeding.settle();
  expect(sizes(sent)).toEqual(['begin', 3, 'settle']);
  feeding.heard(judged(1, 3));
  events.kept.push(...notes(1));
  feeding.pump();
  feeding.heard(judged(1, 4));
  feeding.settle();
  expect(sizes(sent)).toEqual(['begin', 3, 'settle', 1, 'settle']);
});
