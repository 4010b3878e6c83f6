/** What the leader panel says of nextIndex, matchIndex and commitIndex. */
import { expect, test } from 'vitest';
import type { NodeView } from '../../../core/trace/view-types.ts';
import {
  contactSentence,
  matchBoxes,
  type PeerRow,
  peerRows,
  withheldSentence,
} from '../../../renderer/panels/leader/beliefs.ts';
import { createLeaderNews } from '../../../renderer/stores/leader-news.ts';
import { ms, oldLeaderScene, Scene } from '../scene.ts';

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

test('7 a follower that is sent the snapshot has a word for how far; a learner has its round', () => {
  const scene = oldLeaderScene();
  const leader = node(scene, 'S3');
  const progress = leader.progress.get('S5');
  if (progress === undefined) throw new Error('S3 knows S5');
  progress.mode = 'snapshot';
  progress.installing = { lastIncludedIndex: 9, offset: 64_000, total: 130_000 };
  scene.membership(['S3'], 13, { voters: ['S1', 'S2', 'S3'], learners: ['S4', 'S5'] });
  scene.catchUp('S3', 'S4', 2, 14);
  const news = createLeaderNews();
  for (const event of scene.events) news.hear(event);
  const rows = peerRows(scene.view, leader, news.of('S3')).map(({ peer, word, learning }) => [peer, word, learning]);
  expect(rows.slice(0, 2)).toEqual([
    ['S4', 'in step', 'learner, round 2 to 14'],
    ['S5', 'snapshot 64 k of 130 k', 'learner'],
  ]);
});

test('6.2 a leader that hears from no majority within an election timeout is told so', () => {
  const scene = oldLeaderScene();
  const leader = node(scene, 'S3');
  expect(contactSentence(scene.view, leader)).toBeNull();
  if (scene.view.rules !== null) scene.view.rules = { ...scene.view.rules, checkQuorum: true };
  heardFrom(leader, ['S4'], 0);
  expect(contactSentence(scene.view, leader)).toBeNull();
  leader.roleSince = scene.view.t - 1500 * ms;
  expect(contactSentence(scene.view, leader)).toBe('Heard from 2 of 5 within 1.5 s, no majority (CheckQuorum).');
  heardFrom(leader, ['S4', 'S5'], 0);
  expect(contactSentence(scene.view, leader)).toBe('Heard from 3 of 5 within 1.5 s (CheckQuorum).');
  scene.t += 1500 * ms + 1;
  scene.member('S6', 'added');
  expect(contactSentence(scene.view, leader)).toBe('Heard from 1 of 5 within 1.5 s, no majority (CheckQuorum).');
});

function heardFrom(leader: NodeView, peers: readonly string[], at: number): void {
  for (const [peer, progress] of leader.progress) progress.lastAnswerAt = peers.includes(peer) ? at : null;
}
