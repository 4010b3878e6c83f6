/** Spans that every receiver takes: by the letter, with parents that exist and ids of their own, whatever was filtered. */
import { expect, test } from 'vitest';
import type { FilterChoice } from '../../../core/trace/exporters/filter.ts';
import { otlp } from '../../../core/trace/exporters/otlp/otlp.ts';
import { sampleEvents } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { exported, grouped, jsonLines } from './exported.ts';
import { attributeOf, type ServiceSpan, spanComplaints, spansOf } from './otlp-rules.ts';

const events = stormEvents(1, 6000);

function spans(choice: FilterChoice = {}, of = events): ServiceSpan[] {
  return spansOf(jsonLines(exported(otlp, of, choice).text));
}

const all = spans();
const named = (pattern: RegExp) => all.filter(({ name }) => pattern.test(name));

const choices: readonly FilterChoice[] = [
  {},
  { noHeartbeats: true },
  { nodes: ['S1', 'S3'] },
  { kinds: ['msg', 'log'] },
  { kinds: ['log', 'raft'] },
  { from: { seq: 1000 }, to: { seq: 4000 } },
  { from: { seq: 3000 }, nodes: ['S2', 'c1', 'c2'] },
];

test.each(choices)('the protocol and its graph are kept with the filter %j', (choice) => {
  const some = spans(choice);
  expect(some.length).toBeGreaterThan(5);
  expect(spanComplaints(some)).toEqual([]);
});

test('no kind of event disturbs it, and nothing is no line', () => {
  expect(spanComplaints(spans({}, sampleEvents()))).toEqual([]);
  expect(exported(otlp, []).text).toBe('');
});

test('servers that started again apply again, and no id is used twice', () => {
  expect(events.filter((event) => event.ev === 'node.start' && event.inc > 1).length).toBeGreaterThan(0);
  expect(new Set(all.map(({ spanId }) => spanId)).size).toBe(all.length);
});

test('every operation is a span of its own trace with its outcome; what is open at the end is closed and says so', () => {
  const asked = events.filter(({ ev }) => ev === 'client.invoke').length;
  const operations = all.filter((span) => attributeOf(span, 'raft.client.operation') !== undefined);
  expect(operations).toHaveLength(asked);
  expect(new Set(operations.map(({ traceId }) => traceId)).size).toBe(asked);
  const outcomes = operations.map((span) => attributeOf(span, 'raft.client.outcome') ?? 'open');
  for (const outcome of ['ok', 'fail', 'info'] as const) {
    const ended = events.filter(({ ev }) => ev === `client.${outcome}`).length;
    expect(outcomes.filter((is) => is === outcome)).toHaveLength(ended);
  }
  const open = operations.filter((span) => attributeOf(span, 'raft.client.outcome') === undefined);
  expect(open.map((span) => attributeOf(span, 'raft.incomplete'))).toEqual(open.map(() => true));
});

test('a committed put is one trace: the client asks, the leader commits, followers answer and apply', () => {
  const byTrace = grouped(all, ({ traceId }) => traceId);
  const whole = [...byTrace.values()].filter((trace) => {
    const names = trace.map(({ name, service }) => `${service} ${name}`);
    const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
    return (
      has(/^raft-client \w+ k/) &&
      has(/^raft-client ClientRequest S/) &&
      has(/^raft-S\d commit \d+/) &&
      has(/^raft-S\d AppendEntries S\d/) &&
      has(/^raft-S\d AppendEntries$/) &&
      has(/^raft-S\d apply \d+/)
    );
  });
  expect(whole.length).toBeGreaterThan(3);
});

test('elections hold the exchanges of votes; lost messages and lost elections are errors', () => {
  const elections = named(/^election term \d+$/);
  const won = events.filter((event) => event.ev === 'raft.role' && event.role.to === 'leader').length;
  expect(elections.filter(({ status }) => status.code === undefined).length).toBeGreaterThanOrEqual(won);
  const ids = new Set(elections.map(({ spanId }) => spanId));
  const votes = named(/^RequestVote S/);
  expect(
    votes.filter(({ parentSpanId }) => parentSpanId !== undefined && ids.has(parentSpanId)).length,
  ).toBeGreaterThan(3);
  expect(all.filter(({ status }) => status.message?.startsWith('lost: ')).length).toBeGreaterThan(3);
});

test('heartbeats are no spans', () => {
  expect(named(/^AppendEntries S/).filter((span) => attributeOf(span, 'raft.entries') === '0')).toEqual([]);
});

test('the check itself sees what it should', () => {
  const [first] = all;
  if (first === undefined) throw new Error('there are spans');
  expect(spanComplaints([first, first])).toContain('1 ids are used again');
  expect(spanComplaints([{ ...first, parentSpanId: 'f'.repeat(16) }])[0]).toContain('is missing');
  expect(() => spansOf([{ resourceSpans: [], extra: 1 }])).toThrow();
});
