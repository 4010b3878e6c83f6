/** Keyframes: every moment is what the fold from the beginning gives, cheap to keep, and never changed from outside. */
import { expect, test } from 'vitest';
import { defaultOptions } from '../../../core/raft/state.ts';
import { Dice } from '../../../core/sim/dice.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { Keyframes } from '../../../core/trace/keyframes/keyframes.ts';
import { applyEvent, createView } from '../../../core/trace/view.ts';
import type { ClusterView } from '../../../core/trace/view-types.ts';
import { FoldedStorm } from '../storm.ts';

function storm(seed: number, steps: number): readonly TraceEvent[] {
  const raft = { ...defaultOptions, snapshotAfterEntries: 15, maxChunkLength: 300 };
  const run = new FoldedStorm(seed, raft).unsettle(new Dice(seed, 'members'));
  run.run(steps);
  return run.events;
}

function heard(events: readonly TraceEvent[], spacing: number): Keyframes {
  const keyframes = new Keyframes(events, spacing);
  for (const event of events) keyframes.hear(event);
  return keyframes;
}

function folded(events: readonly TraceEvent[], seq: number): ClusterView {
  const view = createView();
  for (const event of events.slice(0, seq)) applyEvent(view, event);
  return view;
}

test('a moment is the fold of all events before it: messages, operations, faults and all', () => {
  for (const seed of [1, 2, 3]) {
    const events = storm(seed, 1500);
    const keyframes = heard(events, 50);
    expect(keyframes.count).toBeGreaterThan(20);
    const dice = new Dice(seed, 'seeks');
    const seqs = Array.from({ length: 60 }, () => dice.whole(0, events.length));
    for (const seq of seqs) expect({ seq, view: keyframes.at(seq) }).toEqual({ seq, view: folded(events, seq) });
  }
});

test('steps back and forth pass through the same moments as the run did', () => {
  const events = storm(4, 300);
  const keyframes = heard(events, 64);
  let seq = Math.floor(events.length / 2);
  const dice = new Dice(4, 'steps');
  for (let steps = 0; steps < 120; steps += 1) {
    seq += dice.happens(0.5) ? 1 : -1;
    expect(keyframes.at(seq)).toEqual(folded(events, seq));
  }
});

test('what is shown of the past stays while the present goes on', () => {
  const events = storm(5, 800);
  const keyframes = new Keyframes(events, 50);
  const half = Math.floor(events.length / 2);
  for (const event of events.slice(0, half)) keyframes.hear(event);
  const shown = keyframes.at(half - 10);
  const then = structuredClone(shown);
  for (const event of events.slice(half)) keyframes.hear(event);
  expect(shown).toEqual(then);
  expect(keyframes.newest).toEqual(folded(events, events.length));
  expect(keyframes.at(events.length)).toEqual(keyframes.newest);
  expect(keyframes.at(events.length)).not.toBe(keyframes.newest);
});

test('before the first event and behind the last there is nothing else to show', () => {
  const events = storm(6, 50);
  const keyframes = heard(events, 50);
  expect(keyframes.at(-5)).toEqual(createView());
  expect(keyframes.at(1e9).seq).toBe(events.length);
  keyframes.clear();
  expect(keyframes.at(7)).toEqual(createView());
  expect(keyframes.count).toBe(0);
});

test('all keyframes together hold no more than a few references for each event', () => {
  const run = new FoldedStorm(7);
  run.run(12_000);
  const keyframes = heard(run.events, 512);
  expect(keyframes.count).toBeGreaterThan(30);
  expect(keyframes.weight).toBeLessThan(3 * run.events.length);
});
