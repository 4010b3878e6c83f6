/** Two recordings are compared by what happened, not when, and the first difference is the first. */
import { describe, expect, test } from 'vitest';
import { compare } from '../../core/trace/compare/compare.ts';
import { protocolKey } from '../../core/trace/compare/protocol-key.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { sampleEvents } from './samples.ts';
import { FoldedStorm, stormEvents } from './storm.ts';

const storm = stormEvents(9, 1500);

/** The same run told by another recorder: later, slower, with other names for its messages. */
function retold(events: readonly TraceEvent[]): TraceEvent[] {
  const names = new Map<string, string>();
  return events.map((event) => {
    const later = { ...event, seq: event.seq + 7, t: event.t * 3 + 50, hlc: [event.hlc[0] + 9, 4] as const };
    if (!('msg' in event)) return Object.assign({}, event, later);
    const id = names.get(event.msg.id) ?? `m${names.size}`;
    names.set(event.msg.id, id);
    return Object.assign({}, event, later, { msg: { ...event.msg, id } });
  });
}

/** Every node's events in their order, but all of one node's before the next one's, a hundred at a time. */
function interleavedOtherwise(events: readonly TraceEvent[]): TraceEvent[] {
  const chunks = Array.from({ length: Math.ceil(events.length / 100) }, (_, at) =>
    events.slice(at * 100, at * 100 + 100),
  );
  return chunks.flatMap((chunk) => [...chunk].sort((one, other) => one.node.localeCompare(other.node)));
}

function comparable(events: readonly TraceEvent[]): number {
  return events.filter((event) => protocolKey(event) !== null).length;
}

/** A storm that crashes one server at a given step, by hand. */
function stormWithCrash(node: string): TraceEvent[] {
  const run = new FoldedStorm(21);
  run.run(700);
  run.virtual.cluster.call('node.crash', { node }, () => {});
  run.run(600);
  return run.events;
}

/** Up to the first difference two simulated runs are the same to the letter. */
function firstDifferentSeq(left: readonly TraceEvent[], right: readonly TraceEvent[]): number {
  return left.findIndex((event, place) => JSON.stringify(event) !== JSON.stringify(right[place])) + 1;
}

describe('the same happened', () => {
  test('in two runs of one seed', () => {
    const { first, differences, counts, setup } = compare(storm, stormEvents(9, 1500));
    expect({ first, differences, setup }).toEqual({ first: null, differences: [], setup: [] });
    expect(counts).toEqual({ same: comparable(storm), changed: 0, left: 0, right: 0 });
  });

  test('at other times, under other message names, and recorded in another order between the nodes', () => {
    for (const other of [retold(storm), interleavedOtherwise(storm)]) {
      expect(compare(storm, other)).toMatchObject({ first: null, counts: { same: comparable(storm) } });
    }
  });
});

describe('the first difference', () => {
  test('of two runs that are the same until another server is crashed is that call', () => {
    const [left, right] = [stormWithCrash('S2'), stormWithCrash('S4')];
    const { first, counts } = compare(left, right);
    expect(first?.left?.seq).toBe(firstDifferentSeq(left, right));
    expect(first).toMatchObject({
      node: 'lab',
      left: { ev: 'lab.call', call: { params: '{"node":"S2"}' } },
      right: { ev: 'lab.call', call: { params: '{"node":"S4"}' } },
    });
    expect(counts.same).toBeGreaterThanOrEqual(comparable(left.slice(0, (first?.left?.seq ?? 0) - 1)));
  });

  test('of two seeds is among their first events, and the seeds are named', () => {
    const { first, setup } = compare(storm, stormEvents(10, 1500));
    expect(setup).toContainEqual({ name: 'seed', left: '9', right: '10' });
    expect(Math.min(first?.left?.seq ?? 1e9, first?.right?.seq ?? 1e9)).toBeLessThan(40);
  });

  test('is the one event that is missing, wherever it is, and on whichever side', () => {
    for (let at = 12; at < storm.length; at += 398) {
      const gone = storm[at];
      if (gone === undefined || protocolKey(gone) === null) continue;
      const rest = storm.filter((event) => event !== gone);
      const fromLeft = compare(storm, rest);
      expect(fromLeft.counts).toEqual({ same: comparable(rest), changed: 0, left: 1, right: 0 });
      expect(fromLeft.first?.left && protocolKey(fromLeft.first.left)).toBe(protocolKey(gone));
      expect(compare(rest, storm).counts).toEqual({ same: comparable(rest), changed: 0, left: 0, right: 1 });
    }
  });

  test('is the one event that says something else', () => {
    const at = storm.findIndex((event) => event.ev === 'raft.vote' && event.seq > 300);
    const other = storm.map((event, place) =>
      place === at && event.ev === 'raft.vote'
        ? { ...event, vote: { ...event.vote, granted: !event.vote.granted } }
        : event,
    );
    const { first, counts } = compare(storm, other);
    expect(counts).toMatchObject({ changed: 1, left: 0, right: 0 });
    expect([first?.left?.seq, first?.right?.seq]).toEqual([at + 1, at + 1]);
  });
});

test('a recording that ends early lacks the rest; one without a node lacks that node only', () => {
  const half = storm.slice(0, storm.length / 2);
  expect(compare(half, storm).counts).toEqual({
    ...{ same: comparable(half), changed: 0, left: 0 },
    right: comparable(storm) - comparable(half),
  });
  const without = storm.filter(({ node }) => node !== 'S3');
  const { counts, differences } = compare(storm, without);
  expect(counts).toMatchObject({ same: comparable(without), changed: 0, right: 0 });
  expect(new Set(differences.map(({ node }) => node))).toEqual(new Set(['S3']));
});

test('of many differences the first ones are kept, all are counted', () => {
  const [left, right] = [stormWithCrash('S2'), stormWithCrash('S4')];
  const all = compare(left, right, 100_000);
  const few = compare(left, right, 5);
  expect(few.differences).toEqual(all.differences.slice(0, 5));
  expect(few.counts).toEqual(all.counts);
});

test('every kind of event has a key, and a note of the student is no difference', () => {
  const events = sampleEvents();
  const silent = events.filter((event) => protocolKey(event) === null).map(({ ev }) => ev);
  expect(new Set(silent)).toEqual(new Set(['trace.header', 'trace.footer', 'note']));
  expect(compare(events, retold(events)).first).toBeNull();
});
