/** What a filter keeps: exactly what was asked for, and of heartbeats nothing, not even their answers. */
import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { type FilterChoice, filterOf, isPast, kindProblem, parseMoment } from '../../../core/trace/exporters/filter.ts';
import { stormEvents } from '../storm.ts';

const events = stormEvents(1, 4000);

function kept(choice: FilterChoice, from: readonly TraceEvent[] = events): TraceEvent[] {
  return from.filter(filterOf(choice)).filter(({ ev }) => ev !== 'trace.header');
}

describe('a filter', () => {
  test('keeps all of it when nothing is asked, and the header whatever is asked', () => {
    expect(events.filter(filterOf({}))).toEqual(events);
    expect(events.filter(filterOf({ nodes: [], from: { seq: 5 } })).map(({ ev }) => ev)).toEqual(['trace.header']);
  });

  test('keeps the first and the last moment of a range, in time or by number', () => {
    const seqs = kept({ from: { seq: 100 }, to: { seq: 200 } }).map(({ seq }) => seq);
    expect([seqs[0], seqs.at(-1), seqs.length]).toEqual([100, 200, 101]);
    const [first, last] = [events[500]?.t ?? 0, events[900]?.t ?? 0];
    const times = kept({ from: { t: first }, to: { t: last } }).map(({ t }) => t);
    expect(times).toEqual(events.map(({ t }) => t).filter((t) => t >= first && t <= last));
    expect(times.length).toBeGreaterThan(400);
  });

  test('keeps nodes, kinds and families', () => {
    expect(new Set(kept({ nodes: ['S1', 'lab'] }).map(({ node }) => node))).toEqual(new Set(['S1', 'lab']));
    const some = new Set(kept({ kinds: ['client', 'raft.vote'] }).map(({ ev }) => ev));
    expect(some).toContain('client.invoke');
    expect(some).toContain('raft.vote');
    expect([...some].filter((ev) => !ev.startsWith('client.') && ev !== 'raft.vote')).toEqual([]);
  });

  test('knows when nothing can follow', () => {
    const [early, late] = [events[10], events[600]];
    if (early === undefined || late === undefined) throw new Error('there are more events');
    expect([early, late].map((event) => isPast(event, { to: { seq: 300 } }))).toEqual([false, true]);
    expect([early, late].map((event) => isPast(event, {}))).toEqual([false, false]);
    expect(isPast(late, { to: { seq: late.seq } })).toBe(false);
    expect(isPast(late, { to: { t: late.t } })).toBe(false);
  });
});

describe('without heartbeats', () => {
  const quiet = kept({ noHeartbeats: true });
  const isEmpty = (event: TraceEvent) =>
    event.ev === 'msg.send' && event.msg.kind === 'appendEntries' && event.msg.entryCount === 0;

  test('there is no empty AppendEntries, sent, received or lost', () => {
    const beats = new Set(events.flatMap((event) => (isEmpty(event) && 'msg' in event ? [event.msg.id] : [])));
    expect(beats.size).toBeGreaterThan(50);
    expect(quiet.filter((event) => 'msg' in event && beats.has(event.msg.id))).toEqual([]);
  });

  test('there is no answer to one, and every answer to a filled one is there', () => {
    const grown = (event: TraceEvent) =>
      event.ev === 'msg.send' &&
      event.msg.kind === 'appendEntriesReply' &&
      event.msg.success === true &&
      (event.msg.matchIndex ?? 0) > (event.msg.prevLogIndex ?? 0);
    const confirming = (event: TraceEvent) =>
      event.ev === 'msg.send' && event.msg.kind === 'appendEntriesReply' && event.msg.success === true && !grown(event);
    expect(events.filter(confirming).length).toBeGreaterThan(50);
    expect(quiet.filter(confirming)).toEqual([]);
    expect(quiet.filter(grown)).toEqual(events.filter(grown));
  });

  test('a part of a run is free of those, too, that were under way when it began', () => {
    for (let from = 500; from < 3000; from += 100) {
      const part = kept({ noHeartbeats: true, from: { seq: from } });
      expect(part).toEqual(quiet.filter(({ seq }) => seq >= from));
    }
  });

  test('one that is very long on its way is still known when it arrives', () => {
    const beat = events.find(isEmpty);
    if (beat?.ev !== 'msg.send') throw new Error('there are heartbeats');
    const keeps = filterOf({ noHeartbeats: true });
    for (let at = 0; at < 150_000; at += 1) keeps({ ...beat, msg: { ...beat.msg, id: `beat ${at}` } });
    expect(keeps({ ...beat, ev: 'msg.recv', msg: { ...beat.msg, id: 'beat 60000' } })).toBe(false);
  });

  test('all that is not a message is there', () => {
    expect(quiet.filter((event) => !('msg' in event))).toEqual(kept({}).filter((event) => !('msg' in event)));
  });
});

test('a moment is seconds, milliseconds or an event, and nothing else', () => {
  expect(['12.5', '12.5s', '850ms', '0', '#2041'].map(parseMoment)).toEqual([
    { t: 12_500_000 },
    { t: 12_500_000 },
    { t: 850_000 },
    { t: 0 },
    { seq: 2041 },
  ]);
  expect(['', '-1', '1m', '#', '#1.5', '1e3', 'NaN', '12.'].map(parseMoment)).toEqual(Array(8).fill(null));
});

test('a kind or family that does not exist is named, with those that do', () => {
  expect([kindProblem('raft'), kindProblem('msg.send'), kindProblem('note')]).toEqual([null, null, null]);
  expect(kindProblem('rafts')).toContain('"rafts"; the families are check, client, fault, lab');
});
