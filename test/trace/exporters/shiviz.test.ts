/** ShiViz takes every file, whatever was filtered out, and draws an arrow for every message that arrived. */
import { expect, test } from 'vitest';
import type { FilterChoice } from '../../../core/trace/exporters/filter.ts';
import { shiviz } from '../../../core/trace/exporters/shiviz.ts';
import { record, sampleEvents, state } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { exported } from './exported.ts';
import { shivizComplaints, shivizLines } from './shiviz-rules.ts';

const events = stormEvents(1, 1500);

const choices: readonly FilterChoice[] = [
  {},
  { noHeartbeats: true },
  { nodes: ['S1', 'S3'] },
  { kinds: ['msg'] },
  { kinds: ['msg.recv', 'raft.role'] },
  { from: { seq: 700 }, to: { seq: 1900 }, noHeartbeats: true },
  { from: { t: 400_000 }, nodes: ['S2', 'S3', 'S4', 'c1', 'lab'] },
];

test.each(choices)('its rules hold with the filter %j', (choice) => {
  const { text } = exported(shiviz, events, choice);
  expect(shivizLines(text).length).toBeGreaterThan(10);
  expect(shivizComplaints(text)).toEqual([]);
});

test('it takes every kind of event, and a line break in a note makes no second line', () => {
  const { text } = exported(shiviz, sampleEvents());
  expect(shivizComplaints(text)).toEqual([]);
  expect(shivizLines(text)).toHaveLength(sampleEvents().filter(({ ev }) => !ev.startsWith('trace.')).length);
});

test('a received message knows what its sender knew, and the sender does not know of the receipt', () => {
  const lines = shivizLines(exported(shiviz, events, { kinds: ['msg'] }).text);
  const kept = events.filter(({ ev }) => ev.startsWith('msg.'));
  const sent = new Map<string, (typeof lines)[number]>();
  let arrows = 0;
  for (const [at, event] of kept.entries()) {
    const line = lines[at];
    if (line === undefined || !('msg' in event)) throw new Error('a line for every event');
    if (event.ev === 'msg.send') sent.set(event.msg.id, line);
    const origin = event.ev === 'msg.recv' ? sent.get(event.msg.id) : undefined;
    if (origin === undefined) continue;
    arrows += 1;
    expect(line.clock[origin.host]).toBeGreaterThanOrEqual(origin.clock[origin.host] ?? Number.NaN);
    expect(origin.clock[line.host] ?? 0).toBeLessThan(line.clock[line.host] ?? 0);
  }
  expect(arrows).toBeGreaterThan(300);
});

test('a copy brings what its sender knew, not what the network did to it', () => {
  const server = { inc: 1, state } as const;
  const msg = { id: 'm1', from: 'S1', to: 'S2', term: 4, kind: 'requestVote' } as const;
  const drafts = [
    { ...server, node: 'S1', ev: 'msg.send', msg },
    { node: 'lab', ev: 'msg.duplicate', msg, why: 'duplicated' },
    { ...server, node: 'S2', ev: 'msg.recv', msg },
  ] as const;
  expect(shivizLines(exported(shiviz, record(drafts)).text).at(-1)?.clock).toEqual({ S1: 1, S2: 1 });
});

test('a long trace is cut where ShiViz becomes slow, and that is said', () => {
  const many = record(Array.from({ length: 6000 }, () => ({ node: 'lab', ev: 'note', note: { text: 'again' } })));
  const { text, told } = exported(shiviz, many);
  expect(shivizLines(text)).toHaveLength(5000);
  expect(told).toEqual([expect.stringContaining('ends before event #5001')]);
});

test('a name that is not one word, or would end the clock, is made one word', () => {
  const note = { ev: 'note', note: { text: '' } } as const;
  const text = exported(shiviz, record(['a "b} c', ''].map((node) => ({ node, ...note })))).text;
  expect(shivizLines(text).map(({ host }) => host)).toEqual(['a__b__c', '_']);
  expect(shivizComplaints(text)).toEqual([]);
});

test('a text is whole to its end, whatever line ends are in it', () => {
  const text = exported(shiviz, record([{ node: 'lab', ev: 'note', note: { text: 'a\nb\u2028c\u2029d' } }])).text;
  expect(shivizLines(text)[0]?.event).toMatch(/a b c d/);
});

test('the check itself sees a gap, an unknown host and knowledge from nowhere', () => {
  const head = exported(shiviz, []).text;
  const complaints = (...lines: string[]) => shivizComplaints(head + lines.map((line) => `${line} 0 e x\n`).join(''));
  expect(complaints('a {"a":1}', 'a {"a":3}')).toContain('a: its own clock must increase by 1');
  expect(complaints('a {"a":1,"b":1}')).toEqual(['unrecognized host b']);
  expect(complaints('a {"a":1}', 'b {"b":1,"a":2}')).toEqual(['a has no event 2']);
  expect(complaints('c {"c":1}', 'a {"a":1,"c":1}', 'b {"b":1,"a":1}')).toEqual(['b knows a 1 and not its c']);
});
