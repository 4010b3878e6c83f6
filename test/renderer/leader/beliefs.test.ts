/** What the leader panel says of nextIndex, matchIndex and commitIndex. */
import { expect, test } from 'vitest';
import type { NodeView } from '../../../core/trace/view-types.ts';
import { matchBoxes, type PeerRow, peerRows, withheldSentence } from '../../../renderer/panels/leader/beliefs.ts';
import { createLeaderNews } from '../../../renderer/stores/leader-news.ts';
import { oldLeaderScene, Scene } from '../scene.ts';

function node(scene: Scene, id: string): NodeView {
  const found = scene.view.nodes.get(id);
  if (found === undefined) throw new Error(`the scene has no ${id}`);
  return found;
}

function rowsOf(scene: Scene, leader: string): PeerRow[] {
  return peerRows(scene.view, node(scene, leader), createLeaderNews().of(leader));
}

test('5.3 each peer has its indexes, its lag and a word for its state', () => {
  const scene = oldLeaderScene();
  const rows = rowsOf(scene, 'S3').map(({ peer, lag, word }) => [peer, lag, word]);
  expect(rows).toEqual([
    ['S4', 0, 'in step'],
    ['S5', 2, 'catching up'],
    ['S1', 14, 'cut off'],
    ['S2', 14, 'cut off'],
  ]);
});

test('5.3 the third highest of five matchIndexes is what a majority stores', () => {
  const scene = oldLeaderScene();
  const boxes = matchBoxes(node(scene, 'S3'), rowsOf(scene, 'S3'));
  expect(boxes.map((box) => box.matchIndex)).toEqual([14, 14, 12, 0, 0]);
  expect(boxes.findIndex((box) => box.majority)).toBe(2);
});

test('5.4.2 an entry of an older term on a majority is withheld, and the reason is given', () => {
  const scene = new Scene(['S1', 'S2', 'S3']);
  scene.log('S1', [1, 2], 1);
  scene.role('S1', 'leader', 4);
  scene.believes('S1', 'S2', 2, 3, 'replicate');
  scene.believes('S1', 'S3', 1, 2, 'replicate');
  const leader = node(scene, 'S1');
  expect(withheldSentence(leader, matchBoxes(leader, rowsOf(scene, 'S1')))).toBe(
    'Entry 2 is on a majority but from term 2: S1 counts only entries of its own term 4 (§5.4.2).',
  );
});

test('nothing is withheld when the majority’s index is committed', () => {
  const scene = oldLeaderScene();
  const leader = node(scene, 'S3');
  expect(withheldSentence(leader, matchBoxes(leader, rowsOf(scene, 'S3')))).toBeNull();
});
