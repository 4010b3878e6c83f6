/** The log matrix: what a cell says of its entry, and which columns are drawn. */
import { describe, expect, test } from 'vitest';
import type { NodeView } from '../../../core/trace/view-types.ts';
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
});

test('an entry’s facts name who stores it, whose request it is, and since when it counts', () => {
  const times = createEntryTimes();
  const scene = oldLeaderScene();
  scene.t = 41_207_000;
  const state = node('S3').state;
  scene.add({ ev: 'log.commit', node: 'S3', inc: 1, state, commit: { from: 9, to: 12, why: 'majority' } });
  for (const event of scene.events) times.hear(event);
  expect(entryFacts(view, node('S3'), 12, times.of(12))).toMatchObject({
    request: 'c1 #12',
    stored: 'S3 S4 S5, 3 of 5',
    committedAt: 41_207_000,
    appliedAt: null,
  });
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
  const none = createEntryTimes().of(11);
  expect(entryFacts(scene.view, compacted, 11, none)?.holders).toEqual(['S3', 'S4', 'S5']);
  for (const id of ['S1', 'S2', 'S3', 'S5']) scene.compact(id, 11, 5);
  expect(entryFacts(scene.view, compacted, 11, none)).toBeNull();
  expect([snapshotOver(scene.view, 11), snapshotOver(scene.view, 12)]).toEqual([11, null]);
});
