/** Of storms: every question about everything there is has an answer, whose causes are events of the past. */
import { expect, test } from 'vitest';
import { simulateSeed } from '../../core/sim/simulate-seed.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { operationKey } from '../../core/trace/operation-key.ts';
import { holdersOf } from '../../core/trace/queries.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import { explain } from '../../core/why/ask.ts';
import { Past } from '../../core/why/past.ts';
import { questionsAbout, type Subject } from '../../core/why/subjects.ts';
import { TraceIndex } from '../../core/why/trace-index.ts';
import { expectSound } from './given.ts';

/** What the storm of a seed did, event by event. */
function stormOf(seed: number): TraceEvent[] {
  const events: TraceEvent[] = [];
  simulateSeed({ seed, steps: 600, onEvent: (event) => events.push(event) });
  return events;
}

/** One of each thing that stands on the screen at that instant. */
function subjectsAt(past: Past): Subject[] {
  const { view, seq } = past;
  const subjects: Subject[] = [...view.nodes.keys()].map((id) => ({ kind: 'node', id }));
  for (const node of view.nodes.values()) {
    const last = node.log.at(-1);
    if (last !== undefined) subjects.push({ kind: 'entry', index: last.index, node: node.id });
    subjects.push({ kind: 'entry', index: node.state.commitIndex, node: node.id });
  }
  for (const { message } of [...view.messages.values()].slice(-5)) {
    subjects.push({ kind: 'message', from: message.from, to: message.to, id: message.id });
  }
  for (const operations of view.operations.values()) {
    const last = operations.at(-1);
    if (last !== undefined)
      subjects.push({ kind: 'operation', client: last.client, id: operationKey({ node: last.client, op: last.op }) });
  }
  for (let back = 0; back < 30; back += 1) subjects.push({ kind: 'event', seq: Math.max(1, seq - back) });
  return subjects;
}

test.each([1, 2, 3, 4, 5, 6])('storm %i', { timeout: 60_000 }, (seed) => {
  const events = stormOf(seed);
  const index = new TraceIndex(events);
  const view = createView();
  const stops = new Set(Array.from({ length: 12 }, (_, at) => Math.floor(((at + 1) * events.length) / 12)));
  let answers = 0;
  for (const event of events) {
    applyEvent(view, event);
    if (!stops.has(event.seq)) continue;
    const past = new Past(index, view);
    for (const question of subjectsAt(past).flatMap((subject) => questionsAbout(past, subject))) {
      const answer = explain(past, question);
      expectSound(answer, events, event.seq);
      answers += 1;
    }
  }
  expect(answers).toBeGreaterThan(200);
});

test('"committed" is said of exactly the entries that some server has committed, at every instant', {
  timeout: 60_000,
}, () => {
  const events = stormOf(7);
  const index = new TraceIndex(events);
  const view = createView();
  const committed = new Map<number, number>();
  const verdicts = new Map<string, number>();
  for (const event of events) {
    applyEvent(view, event);
    if (event.ev === 'log.commit') {
      const { log, snapshotIndex } = view.nodes.get(event.node) ?? { log: [], snapshotIndex: 0 };
      for (let at = event.commit.from + 1; at <= event.commit.to; at += 1) {
        const term = log[at - snapshotIndex - 1]?.term;
        if (term !== undefined && !committed.has(at)) committed.set(at, term);
      }
    }
    if (event.seq % 37 !== 0) continue;
    const past = new Past(index, view);
    for (const node of view.nodes.values()) {
      const entry = node.log.at(-1);
      if (entry === undefined) continue;
      const { holds } = explain(past, { ask: 'entry', index: entry.index, node: node.id, term: null });
      const isCommitted = committed.get(entry.index) === entry.term;
      expect({ seq: event.seq, node: node.id, verdict: holds.verdict === 'committed' }).toEqual({
        seq: event.seq,
        node: node.id,
        verdict: isCommitted,
      });
      expect(holdersOf(view, entry.index, entry.term)).toContain(node.id);
      verdicts.set(holds.verdict, (verdicts.get(holds.verdict) ?? 0) + 1);
    }
  }
  expect([...verdicts.keys()]).toEqual(expect.arrayContaining(['committed', 'noMajority']));
});
