/** The lanes that the timeline grows from the trace: servers, terms, faults, client operations. */
import { describe, expect, test } from 'vitest';
import { termTitle } from '../../../renderer/panels/timeline/model/bands.ts';
import { TimelineModel } from '../../../renderer/panels/timeline/model/model.ts';
import { operationTitle } from '../../../renderer/panels/timeline/model/operations.ts';
import { Scene } from '../scene.ts';
import { HandTrace } from './trace.ts';

const endless = Number.POSITIVE_INFINITY;

function modelOf(trace: HandTrace): TimelineModel {
  const model = new TimelineModel();
  for (let position = 0; position < trace.length; position++) {
    const event = trace.at(position);
    if (event) model.hear(event);
  }
  return model;
}

describe('what a server was', () => {
  test('5.2 an election is a follower, a candidate and a leader band, without gaps', () => {
    const trace = new HandTrace()
      .state(10, 'S1', { currentTerm: 1 })
      .state(20, 'S1', { currentTerm: 2, role: 'candidate' })
      .state(25, 'S1', { currentTerm: 2, role: 'candidate' })
      .state(30, 'S1', { currentTerm: 2, role: 'leader' });
    const bands = modelOf(trace)
      .nodes.get('S1')
      ?.bands.map(({ kind, from, to }) => [kind, from, to]);
    expect(bands).toEqual([
      ['follower', 10, 20],
      ['candidate', 20, 30],
      ['leader', 30, endless],
    ]);
  });

  test('a crashed server is down until it starts, whatever its last record said', () => {
    const trace = new HandTrace()
      .state(10, 'S1', { currentTerm: 1, role: 'leader' })
      .lifecycle(20, 'S1', 'node.crash')
      .lifecycle(40, 'S1', 'node.start');
    const kinds = modelOf(trace)
      .nodes.get('S1')
      ?.bands.map(({ kind, from }) => [kind, from]);
    expect(kinds).toEqual([
      ['leader', 10],
      ['down', 20],
      ['follower', 40],
    ]);
  });
});

describe('5.1 terms', () => {
  const trace = new HandTrace()
    .state(10, 'S1', { currentTerm: 3, role: 'candidate' })
    .state(12, 'S1', { currentTerm: 3, role: 'leader' })
    .state(20, 'S2', { currentTerm: 4, role: 'candidate' })
    .state(30, 'S3', { currentTerm: 5, role: 'candidate' })
    .state(31, 'S1', { currentTerm: 3, role: 'leader' })
    .state(33, 'S3', { currentTerm: 5, role: 'leader' });

  test('a term is named after its winner, and a term that nobody won says so', () => {
    const { bands } = modelOf(trace).terms;
    expect(bands.map((band) => termTitle(band, band === bands.at(-1)))).toEqual([
      'term 3, S1',
      '4, no winner',
      'term 5, S3',
    ]);
  });

  test('a stale leader does not bring its old term back', () => {
    const spans = modelOf(trace).terms.bands.map(({ from, to }) => [from, to]);
    expect(spans).toEqual([
      [10, 20],
      [20, 30],
      [30, endless],
    ]);
  });
});

describe('faults', () => {
  test('a partition lasts until none of its cuts stands', () => {
    const trace = new HandTrace()
      .fault(10, 'fault.partition', ['S1>S3', 'S3>S1', 'S2>S3', 'S3>S2'])
      .fault(30, 'fault.heal', []);
    expect(modelOf(trace).faults.bars).toMatchObject([{ title: 'partition S1 S2 | S3', from: 10, to: 30, row: 0 }]);
  });

  test('the same cut on the way back joins the bar of the first', () => {
    const trace = new HandTrace().fault(10, 'fault.link', ['S1>S2']).fault(11, 'fault.link', ['S2>S1']);
    expect(modelOf(trace).faults.bars.map(({ title }) => title)).toEqual(['S1 ↔ S2 cut']);
  });

  test('faults that last at once stand in rows of their own, and a freed row is used again', () => {
    const trace = new HandTrace()
      .lifecycle(10, 'S1', 'node.crash')
      .lifecycle(20, 'S2', 'node.pause')
      .lifecycle(30, 'S1', 'node.start')
      .lifecycle(40, 'S3', 'node.crash');
    const model = modelOf(trace);
    expect(model.faults.bars.map(({ title, row }) => [title, row])).toEqual([
      ['S1 crashed', 0],
      ['S2 paused', 1],
      ['S3 crashed', 0],
    ]);
    expect(model.faults.rowsWithin(0, 15)).toBe(1);
    expect(model.faults.rowsWithin(15, 50)).toBe(2);
  });
});

describe('8 client operations', () => {
  test('a retried operation says that it was sent twice and applied once', () => {
    const trace = new HandTrace()
      .client(10, 'client.invoke', 1)
      .client(20, 'client.retry', 1, 2)
      .client(30, 'client.ok', 1, 2);
    const [bar] = modelOf(trace).clients.get('c1')?.bars ?? [];
    expect(bar && operationTitle(bar)).toBe('put x 6: sent twice, applied once');
    expect(bar).toMatchObject({ from: 10, to: 30, outcome: 'ok', event: 0, endEvent: 2 });
  });

  test('an operation that still waits is in view however long ago it was asked', () => {
    const trace = new HandTrace().client(10, 'client.invoke', 1);
    for (let serial = 2; serial < 50; serial++) {
      trace.client(serial * 100, 'client.invoke', serial).client(serial * 100 + 10, 'client.ok', serial);
    }
    const inView = [...(modelOf(trace).clients.get('c1')?.barsWithin(4895, 5000) ?? [])];
    expect(inView.map((bar) => bar.op.serial)).toEqual([1, 49]);
  });
});

test('6, 7, 3.10 a membership entry, a snapshot and a hand-over have signs on their servers’ lanes', () => {
  const scene = new Scene(['S1', 'S2']);
  scene.membership(['S2'], 3, { outgoing: ['S1', 'S2'], voters: ['S2'] });
  scene.transfer('S1', 'S2', 'begun');
  const model = new TimelineModel();
  for (const event of scene.events) model.hear(event);
  expect(model.laneMarks.map(({ node, kind, title }) => [node, kind, title])).toEqual([
    ['S2', 'members', 'C-old,new'],
    ['S1', 'transfer', 'lead to S2, begun'],
  ]);
});
