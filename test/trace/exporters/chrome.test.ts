/** The Trace Event file keeps the rules of its readers: slices nest, arrows have both ends, counters are numbers. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { chrome } from '../../../core/trace/exporters/chrome/chrome.ts';
import type { FilterChoice } from '../../../core/trace/exporters/filter.ts';
import { sampleEvents } from '../samples.ts';
import { stormEvents } from '../storm.ts';
import { exported, grouped } from './exported.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const track = { pid: whole, tid: whole, name: v.string() };
const args = v.record(v.string(), v.unknown());
const line = v.variant('ph', [
  v.strictObject({ ph: v.literal('M'), ...track, args }),
  v.strictObject({ ph: v.literal('X'), ...track, cat: v.string(), ts: whole, dur: whole, args }),
  v.strictObject({ ph: v.literal('s'), ...track, cat: v.literal('msg'), id: whole, ts: whole }),
  v.strictObject({ ph: v.literal('f'), bp: v.literal('e'), ...track, cat: v.literal('msg'), id: whole, ts: whole }),
  v.strictObject({ ph: v.literal('C'), ...track, ts: whole, args: v.record(v.string(), v.number()) }),
  v.strictObject({ ph: v.literal('i'), s: v.literal('g'), ...track, cat: v.string(), ts: whole, args }),
]);
const file = v.strictObject({
  displayTimeUnit: v.literal('ms'),
  otherData: v.object({
    schema: v.literal('raftarium.trace'),
    version: v.literal(1),
    run: v.string(),
    epoch: v.string(),
  }),
  traceEvents: v.array(line),
});

type Line = v.InferOutput<typeof line>;
type Slice = Extract<Line, { ph: 'X' }>;

function linesOf(events: ReturnType<typeof stormEvents>, choice: FilterChoice = {}): Line[] {
  return v.parse(v.pipe(v.string(), v.parseJson(), file), exported(chrome, events, choice).text).traceEvents;
}

const events = stormEvents(1, 5000);
const lines = linesOf(events);
const slices = (of: readonly Line[]) => of.filter((each): each is Slice => each.ph === 'X');

/** A reader puts one that overlaps another in part somewhere else, or drops it. */
function overlaps(of: readonly Line[]): string[] {
  const byTrack = grouped(slices(of), ({ pid, tid }) => `${pid}/${tid}`);
  return [...byTrack].flatMap(([name, own]) => {
    const open: number[] = [];
    return own
      .sort((a, b) => a.ts - b.ts || b.dur - a.dur)
      .filter(({ ts, dur }) => {
        while ((open.at(-1) ?? Number.POSITIVE_INFINITY) <= ts) open.pop();
        const isCrossing = ts + dur > (open.at(-1) ?? Number.POSITIVE_INFINITY);
        open.push(ts + dur);
        return isCrossing;
      })
      .map((slice) => `${name}: ${slice.name} at ${slice.ts}`);
  });
}

test.each<FilterChoice>([
  {},
  { noHeartbeats: true },
  { nodes: ['S2', 'c1'] },
  { kinds: ['msg', 'client'] },
  { from: { seq: 900 }, to: { seq: 1500 } },
])('it is valid and its slices nest with the filter %j', (choice) => {
  const some = linesOf(events, choice);
  expect(slices(some).length).toBeGreaterThan(20);
  expect(overlaps(some)).toEqual([]);
});

test('it takes every kind of event, and none at all', () => {
  expect(overlaps(linesOf(sampleEvents()))).toEqual([]);
  expect(linesOf([])).toHaveLength(1);
});

test('every arrow has two ends on slices, and there is one for every message that arrived', () => {
  const ends = lines.filter((each) => each.ph === 's' || each.ph === 'f');
  const on = new Set(slices(lines).map(({ pid, tid, ts }) => `${pid}/${tid}@${ts}`));
  expect(ends.filter(({ pid, tid, ts }) => !on.has(`${pid}/${tid}@${ts}`))).toEqual([]);
  const starts = ends.filter(({ ph }) => ph === 's');
  const stops = ends.filter(({ ph }) => ph === 'f');
  expect(new Set(starts.map(({ id }) => id)).size).toBe(starts.length);
  expect(stops.map(({ id, name }) => `${id} ${name}`)).toEqual(starts.map(({ id, name }) => `${id} ${name}`));
  const arrived = new Set(events.flatMap((event) => (event.ev === 'msg.recv' ? [event.msg.id] : [])));
  expect(starts).toHaveLength(arrived.size);
});

test('a slice comes before the arrow that begins on it', () => {
  const seen = new Set<string>();
  for (const each of lines) {
    const key = 'ts' in each ? `${each.pid}/${each.tid}@${each.ts}` : '';
    if (each.ph === 'X') seen.add(key);
    if (each.ph === 's') expect(seen).toContain(key);
  }
});

test('the roles of a server follow each other without a hole from its first event to its last', () => {
  const [process] = lines.filter((each) => each.ph === 'M' && each.args['name'] === 'server S1');
  const roles = slices(lines).filter(({ pid, tid }) => pid === process?.pid && tid === 1);
  const own = events.filter((event) => event.node === 'S1' && 'state' in event && event.state !== undefined);
  expect(roles[0]?.ts).toBe(own[0]?.t);
  for (const [at, { ts, dur }] of roles.entries()) expect(ts + dur).toBe(roles[at + 1]?.ts ?? events.at(-1)?.t);
  expect(new Set(roles.map(({ name }) => name))).toEqual(
    new Set(['follower', 'preCandidate', 'candidate', 'leader', 'down']),
  );
});

test('every row that is drawn on has a name', () => {
  const names = new Set(
    lines.flatMap((each) => (each.ph === 'M' && each.name === 'thread_name' ? [`${each.pid}/${each.tid}`] : [])),
  );
  const drawn = lines.filter((each) => each.ph === 'X' || each.ph === 'i').map(({ pid, tid }) => `${pid}/${tid}`);
  expect([...new Set(drawn)].filter((row) => !names.has(row))).toEqual([]);
});
