/** The log matrix: what a cell says of its entry, and which columns are drawn. */
import { describe, expect, test } from 'vitest';
import { termAt } from '../../../core/trace/view-log.ts';
import type { NodeView } from '../../../core/trace/view-types.ts';
import { entryText } from '../../../renderer/model/entry-text.ts';
import { entryFacts, snapshotOver } from '../../../renderer/panels/log/entry-facts.ts';
import { cellAt, cellName, columnWindow, lastColumnOf } from '../../../renderer/panels/log/matrix.ts';
import { matrixMetrics } from '../../../renderer/panels/log/metrics.ts';
import { shortText } from '../../../renderer/panels/log/short-text.ts';
import { createEntryTimes } from '../../../renderer/stores/entry-times.ts';
import { oldLeaderScene } from '../scene.ts';

const { view } = oldLeaderScene();

function node(id: string): NodeView {
  const found = view.nodes.get(id);
  if (found === undefined) throw new Error(`the scene has no ${id}`);
  return found;
}

describe('a cell', () => {
  test('is committed up to its own node’s commitIndex', () => {
    expect(cellAt(node('S5'), 11, node('S3')).state).toBe('committed');
    expect(cellAt(node('S5'), 12, node('S3')).state).toBe('uncommitted');
  });

  test('5.3 conflicts when the leader has another term at the same index', () => {
    expect(cellAt(node('S1'), 10, node('S3')).state).toBe('conflict');
    expect(cellAt(node('S1'), 10, node('S1')).state).toBe('uncommitted');
  });

  test('starts a term where the entry before it is from another', () => {
    expect(cellAt(node('S3'), 10, null).startsTerm).toBe(true);
    expect(cellAt(node('S3'), 11, null).startsTerm).toBe(false);
    expect(cellAt(node('S3'), 1, null).startsTerm).toBe(false);
  });

  test('has a whole name', () => {
    const leader = node('S3');
    expect(cellName('S3', cellAt(leader, 13, leader))).toBe('S3 entry 13, term 5, put x 13, not committed');
    expect(cellName('S3', cellAt(leader, 15, leader))).toBe('S3 index 15, empty');
  });
});

describe('the columns that are drawn', () => {
  test('are those in sight and one on each side, whatever the length of the log', () => {
    const { first, end } = columnWindow(31 * 50_000, 310, 31, 100_000);
    expect(first).toBe(50_000);
    expect(end - first).toBeLessThanOrEqual(13);
  });

  test('never leave the log', () => {
    expect(columnWindow(0, 310, 31, 4)).toEqual({ first: 1, end: 5 });
  });
});

test('the matrix has rows of two lines for five nodes and of one line for nine', () => {
  expect(matrixMetrics(540, 305, 5, 1).compact).toBe(false);
  expect(matrixMetrics(540, 305, 9, 1).compact).toBe(true);
  expect(matrixMetrics(540, 305, 9, 1).rowHeight * 9).toBeLessThanOrEqual(305);
});

test('the last index is the longest log’s', () => {
  expect(lastColumnOf(view)).toBe(14);
});

test('an entry is put into a few letters', () => {
  const entry = { index: 1, term: 1, kind: 'command' as const };
  expect(shortText({ ...entry, operation: 'put x 7' }, 4)).toBe('x=7');
  expect(shortText({ ...entry, operation: 'get counter' }, 4)).toBe('cou…');
  expect(shortText({ ...entry, operation: 'cas x 6 7' }, 4)).toBe('x:7');
  expect(shortText({ index: 1, term: 1, kind: 'noop' }, 4)).toBe('noop');
  expect(shortText({ ...entry, operation: '{"open":true,"time":5}' }, 4)).toBe('open');
});

test('6 an entry of the membership is named C-old,new or C-new, with who is in them', () => {
  const entry = { index: 9, term: 2, kind: 'configuration' as const };
  const sets = { outgoing: ['S1', 'S2', 'S3'], voters: ['S1', 'S2', 'S4'], learners: [] };
  const joint = { ...entry, configuration: sets };
  const simple = { ...entry, configuration: { ...sets, outgoing: [], learners: ['S5'] } };
  expect([shortText(joint, 4), shortText(joint, 8), shortText(simple, 4)]).toEqual(['Co,n', 'Cold,new', 'Cnew']);
  expect(entryText(joint)).toBe('C-old,new: C-old S1 S2 S3, C-new S1 S2 S4');
  expect(entryText(simple)).toBe('C-new: S1 S2 S4, learner S5');
});

test('6.3 an entry that opens a session is no operation', () => {
  const entry = { index: 2, term: 1, kind: 'command' as const };
  expect(entryText({ ...entry, operation: '{"open":true,"time":5}' })).toBe('open a session');
  expect(entryText({ ...entry, session: '2', serial: 1, operation: 'put x 1' })).toBe('put x 1');
});

test('an entry’s facts name who stores it, whose request it is, and since when it counts', () => {
  const times = createEntryTimes((id, index) => termAt(node(id), index));
  const scene = oldLeaderScene();
  scene.t = 41_207_000;
  const state = node('S3').state;
  scene.add({ ev: 'log.commit', node: 'S3', inc: 1, state, commit: { from: 9, to: 12, why: 'majority' } });
  for (const event of scene.events) times.hear(event);
  expect(entryFacts(view, node('S3'), 12, times.of)).toMatchObject({
    request: 'c1 #12',
    stored: 'S3 S4 S5, 3 of 5',
    committedAt: 41_207_000,
    appliedAt: null,
  });
});

test('what was committed of a lost entry is not said of the one that came into its place', () => {
  let term = 4;
  const times = createEntryTimes(() => term);
  const scene = oldLeaderScene();
  const state = node('S3').state;
  const commit = { from: 11, to: 12, why: 'majority' as const };
  scene.t = 41_207_000;
  scene.add({ ev: 'log.commit', node: 'S3', inc: 1, state, commit });
  for (const event of scene.events) times.hear(event);
  expect(times.of(12, 5)).toMatchObject({ committedAt: null, committedBy: null });
  term = 5;
  scene.t = 42_000_000;
  scene.add({ ev: 'log.commit', node: 'S4', inc: 1, state, commit });
  for (const event of scene.events.slice(-1)) times.hear(event);
  expect(times.of(12, 5)).toMatchObject({ committedAt: 42_000_000, committedBy: 'S4' });
  expect(times.of(12, 4)).toMatchObject({ committedAt: 41_207_000, committedBy: 'S3' });
});

test('7 a compacted entry is gone, and its cell and its facts say so; what comes after is as before', () => {
  const scene = oldLeaderScene();
  scene.compact('S4', 11, 5);
  const compacted = scene.view.nodes.get('S4');
  const leader = scene.view.nodes.get('S3') ?? null;
  if (compacted === undefined) throw new Error('the scene has no S4');
  expect(cellName('S4', cellAt(compacted, 11, leader))).toBe('S4 index 11, in the snapshot');
  expect(cellAt(compacted, 12, leader)).toMatchObject({ state: 'committed', startsTerm: false, entry: { index: 12 } });
  expect(cellAt(compacted, 15, leader).state).toBe('empty');
  expect(lastColumnOf(scene.view)).toBe(14);
  const none = createEntryTimes(() => null).of;
  expect(entryFacts(scene.view, compacted, 11, none)?.holders).toEqual(['S3', 'S4', 'S5']);
  for (const id of ['S1', 'S2', 'S3', 'S5']) scene.compact(id, 11, 5);
  expect(entryFacts(scene.view, compacted, 11, none)).toBeNull();
  expect([snapshotOver(scene.view, 11), snapshotOver(scene.view, 12)]).toEqual([11, null]);
});
