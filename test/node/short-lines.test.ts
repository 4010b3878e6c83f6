/** No line of a trace is long, whatever is committed at once; and the pieces tell the same as the whole (decision 0013). */
import { describe, expect, test } from 'vitest';
import { TraceJudge } from '../../core/check/trace-judge.ts';
import { NodeTrace } from '../../core/node/node-trace.ts';
import { appliedInPieces, entriesInPieces, MOST_LINE } from '../../core/node/short-lines.ts';
import type { Entry } from '../../core/raft/types.ts';
import type { EntryRecord, EventKind, EventOf, TraceEvent } from '../../core/trace/events.ts';
import { firstState } from '../../core/trace/first-state.ts';
import { Recorder } from '../../core/trace/recorder.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import { VirtualTest } from '../acceptance/virtual.ts';

const lineLength = (event: TraceEvent) => JSON.stringify(event).length;

function longest(events: readonly TraceEvent[]): number {
  return Math.max(...events.map(lineLength));
}

function ofKind<Kind extends EventKind>(events: readonly TraceEvent[], kind: Kind): EventOf<Kind>[] {
  const isKind = (event: TraceEvent): event is EventOf<Kind> => event.ev === kind;
  return events.filter(isKind);
}

/** Commands that reach the leader while it stands still, so that it takes all of them in one batch. */
function batchOf(cluster: VirtualTest, commands: readonly string[]): void {
  const leader = cluster.leader();
  cluster.call('node.pause', { node: leader });
  const answers = commands.map((operation, at) => {
    return cluster.begin('client.submit', { client: `c${at}`, operation, target: leader });
  });
  cluster.pass(50);
  cluster.call('node.resume', { node: leader });
  cluster.until('an answer to every command', () => answers.every((answer) => answer() !== null), 20_000);
}

/** Twenty values of 54,000 characters: more than a MiB. */
const values = Array.from({ length: 20 }, (_, at) => `put k${at} ${'x'.repeat(54_000)}`);

describe('a batch of entries of more than 1 MiB', () => {
  const cluster = new VirtualTest({ nodes: 3, raft: { electionTimeoutMs: 1000, reads: 'log' } });
  for (let at = 0; at < values.length; at += 1) cluster.submit('put open 1', `c${at}`);
  const before = cluster.events.length;
  batchOf(cluster, values);
  cluster.converge();
  const leader = cluster.leader();
  const events = cluster.events.slice(before);
  const appends = ofKind(events, 'log.append').filter(
    ({ node, append }) => node === leader && append.why === 'proposal',
  );

  test('is appended in several lines, one after the other in one step, and none is long', () => {
    const batch = appends.filter(({ append }) => append.entries.length > 1);
    const told = batch.flatMap(({ append }) => append.entries.map(({ operation = '' }) => operation));
    expect(told.map((operation) => operation.split(' ')[1]).sort()).toEqual(values.map((_, at) => `k${at}`).sort());
    expect(told.every((operation) => values.includes(operation))).toBe(true);
    expect(batch.length).toBeGreaterThan(1);
    const [first] = batch;
    expect(batch.map(({ seq, state }) => [seq, state])).toEqual(
      batch.map((_, at) => [(first?.seq ?? 0) + at, first?.state]),
    );
    expect(longest(cluster.events)).toBeLessThanOrEqual(MOST_LINE);
  });

  test('and the fold is what the servers really are, for the judge too', () => {
    cluster.beSound();
    expect(verdictsOf(cluster.events)).toEqual([]);
  });

  test('is given back by the disk in several lines, and the fold is the server again', () => {
    const node = cluster.followers()[0] ?? '';
    cluster.call('node.crash', { node });
    const seq = cluster.events.length;
    cluster.call('node.restart', { node });
    cluster.pass(300);
    const restores = ofKind(cluster.events.slice(seq), 'log.restore');
    expect(restores.length).toBeGreaterThan(1);
    expect(restores.flatMap(({ restore }) => restore.entries.map(({ index }) => index))).toEqual(
      cluster.state(node)?.log.entries.map(({ index }) => index),
    );
    expect(longest(cluster.events)).toBeLessThanOrEqual(MOST_LINE);
    cluster.beSound();
  });

  test('and its answers, when all of it is read through the log, are told in several lines', () => {
    const from = cluster.events.length;
    batchOf(
      cluster,
      values.map((_, at) => `get k${at}`),
    );
    cluster.converge();
    const applies = ofKind(cluster.events.slice(from), 'log.apply').filter(({ node }) => node === cluster.leader());
    const answers = applies.flatMap(({ apply }) => apply.entries);
    expect(answers.filter(({ result }) => (result?.length ?? 0) > 54_000)).toHaveLength(values.length);
    expect(answers.map(({ index }) => index)).toEqual(answers.map((_, at) => (answers[0]?.index ?? 0) + at));
    expect(applies.filter(({ state }) => state === applies.at(-1)?.state).length).toBeGreaterThan(1);
    expect(longest(cluster.events)).toBeLessThanOrEqual(MOST_LINE);
    cluster.beSound();
    expect(verdictsOf(cluster.events)).toEqual([]);
  });
});

function verdictsOf(events: readonly TraceEvent[]): string[] {
  const judge = new TraceJudge();
  const found = events.flatMap((event) => [...judge.hear(event)]);
  return [...found, ...judge.finish()].map(({ invariant, detail }) => `${invariant}: ${detail}`);
}

const entry = (index: number, characters: number): Entry => ({
  index,
  term: 1,
  payload: { kind: 'command', command: 'x'.repeat(characters) },
});

/** What a server that was given these entries by its disk wrote. */
function restored(entries: readonly Entry[]): TraceEvent[] {
  const events: TraceEvent[] = [];
  const recorder = new Recorder({ now: () => 0, epochMs: 0, onEvent: (event) => events.push(event) });
  new NodeTrace(recorder, 'S1', 1, () => firstState).restored(null, entries);
  return events;
}

test('one entry that is longer than a line may be has a line of its own, whole, and the fold has it', () => {
  const entries = [entry(1, 10), entry(2, MOST_LINE + 1), entry(3, 10), entry(4, 10)];
  const events = ofKind(restored(entries), 'log.restore');
  expect(events.map(({ restore }) => restore.entries.map(({ index }) => index))).toEqual([[1], [2], [3, 4]]);
  expect(lineLength(events[1] ?? never())).toBeGreaterThan(MOST_LINE);
  const view = createView();
  for (const event of events) applyEvent(view, event);
  expect(view.nodes.get('S1')?.log.map(({ operation }) => operation?.length)).toEqual([10, MOST_LINE + 1, 10, 10]);
});

test('characters that must be escaped count as long as they are written', () => {
  const record = (index: number): EntryRecord => {
    return { index, term: 1, kind: 'command', session: '1', serial: index, operation: '\u0001'.repeat(30_000) };
  };
  const records = Array.from({ length: 9 }, (_, at) => record(at + 1));
  const pieces = entriesInPieces(records);
  expect(pieces.flat()).toEqual(records);
  expect(pieces.map(({ length }) => length)).toEqual([2, 2, 2, 2, 1]);
  for (const piece of pieces) expect(JSON.stringify(piece).length).toBeLessThan(MOST_LINE);
});

test('answers are told in pieces as entries are', () => {
  const records = Array.from({ length: 12 }, (_, at) => {
    return { index: at + 1, term: 1, duplicate: false, result: 'y'.repeat(100_000) };
  });
  const pieces = appliedInPieces(records);
  expect(pieces.map(({ length }) => length)).toEqual([5, 5, 2]);
  expect(pieces.flat()).toEqual(records);
});

test('what fits is one piece, the very list it was: ordinary traces are as they were', () => {
  const one: EntryRecord[] = [{ index: 1, term: 1, kind: 'command', operation: 'z'.repeat(MOST_LINE) }];
  const many: EntryRecord[] = Array.from({ length: 1000 }, (_, at) => {
    return { index: at + 1, term: 1, kind: 'command', session: '1', serial: at, operation: 'put x 1' };
  });
  expect(entriesInPieces(one)).toEqual([one]);
  expect(entriesInPieces(many)).toHaveLength(1);
  expect(entriesInPieces(many)[0]).toBe(many);
  expect(entriesInPieces([])).toEqual([[]]);
});

function never(): never {
  throw new Error('There is no such event.');
}
