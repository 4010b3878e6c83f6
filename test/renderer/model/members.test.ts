/** §6, §7, thesis 9.6 What the panels make of memberships, snapshots and pre-candidates. */
import { describe, expect, test } from 'vitest';
import type { NodeView } from '../../../core/trace/view-types.ts';
import { faceOf } from '../../../renderer/model/faces.ts';
import { situationOf } from '../../../renderer/model/sentence.ts';
import { ringNode } from '../../../renderer/panels/cluster/ring-nodes.ts';
import { matchBoxes, type PeerRow, peerRows } from '../../../renderer/panels/leader/beliefs.ts';
import { createLeaderNews } from '../../../renderer/stores/leader-news.ts';
import { Scene } from '../scene.ts';

function nodeOf(scene: Scene, id: string): NodeView {
  const node = scene.view.nodes.get(id);
  if (node === undefined) throw new Error(`the scene has no ${id}`);
  return node;
}

/** What S1 believes of its peers. */
function rowsOf(scene: Scene): PeerRow[] {
  return peerRows(scene.view, nodeOf(scene, 'S1'), createLeaderNews().of('S1'));
}

/** S1 leads S2, S3 and the learner S4; S5 is no member any more. */
function learnerScene(): Scene {
  const scene = new Scene(['S1', 'S2', 'S3', 'S4', 'S5']);
  scene.log('S1', [1, 1, 1], 3);
  scene.role('S1', 'leader', 1);
  scene.membership(['S1'], 1, { voters: ['S1', 'S2', 'S3'], learners: ['S4'] });
  for (const peer of ['S2', 'S3']) scene.believes('S1', peer, 3, 4, 'replicate');
  scene.believes('S1', 'S4', 1, 2, 'replicate');
  return scene;
}

describe('6 a cluster with a learner', () => {
  test('shows who learns and who is no member', () => {
    const scene = learnerScene();
    const faces = ['S1', 'S2', 'S4', 'S5'].map((id) => faceOf(scene.view, nodeOf(scene, id)));
    expect(faces).toEqual([
      { shape: 'leader', word: 'Leader' },
      { shape: 'follower', word: 'Follower' },
      { shape: 'learner', word: 'Learner' },
      { shape: 'learner', word: 'Removed' },
    ]);
  });

  test('counts its voters alone: the learner neither saves nor stops it', () => {
    const scene = learnerScene();
    expect(situationOf(scene.view).text).toBe('S1 leads term 1 with 2 of 3 followers in step.');
    for (const id of ['S4', 'S5']) scene.live(id, 'node.crash');
    expect(situationOf(scene.view).text).toBe('S1 leads term 1 with 2 of 3 followers in step.');
    for (const id of ['S2', 'S3']) scene.live(id, 'node.crash');
    for (const id of ['S4', 'S5']) scene.live(id, 'node.start');
    expect(situationOf(scene.view).text).toBe('1 of 3 nodes is up; 2 are needed to commit.');
  });

  test('has a row for the learner and no box, since its matchIndex decides nothing', () => {
    const scene = learnerScene();
    const rows = rowsOf(scene);
    expect(rows.map(({ peer, learning }) => [peer, learning])).toEqual([
      ['S2', ''],
      ['S3', ''],
      ['S4', 'learner'],
    ]);
    expect(matchBoxes(nodeOf(scene, 'S1'), rows).map(({ node }) => node)).toEqual(['S1', 'S2', 'S3']);
  });
});

describe('6 joint consensus', () => {
  /** C-old is S1, S2, S3; C-new is S1, S4, S5. */
  function jointScene(): Scene {
    const scene = new Scene(['S1', 'S2', 'S3', 'S4', 'S5']);
    scene.log('S1', [1, 1, 1], 1);
    scene.role('S1', 'leader', 1);
    scene.membership(['S1'], 1, { voters: ['S1', 'S4', 'S5'], outgoing: ['S1', 'S2', 'S3'] });
    scene.believes('S1', 'S2', 1, 2, 'replicate');
    scene.believes('S1', 'S3', 1, 2, 'replicate');
    scene.believes('S1', 'S4', 3, 4, 'replicate');
    scene.believes('S1', 'S5', 3, 4, 'replicate');
    return scene;
  }

  test('an index counts when both majorities store it', () => {
    const scene = jointScene();
    const boxes = matchBoxes(nodeOf(scene, 'S1'), rowsOf(scene));
    expect(boxes.filter(({ majority }) => majority).map(({ matchIndex }) => matchIndex)).toEqual([1]);
    scene.believes('S1', 'S3', 2, 3, 'replicate');
    const later = matchBoxes(nodeOf(scene, 'S1'), rowsOf(scene));
    expect(later.filter(({ majority }) => majority).map(({ matchIndex }) => matchIndex)).toEqual([2]);
  });

  test('three of five are not enough when they are all of one side', () => {
    const scene = jointScene();
    expect(situationOf(scene.view).hint).toMatch(/^Joint consensus/);
    for (const id of ['S2', 'S3']) scene.live(id, 'node.crash');
    expect(situationOf(scene.view).text).toBe(
      '3 of 5 nodes are up; majorities of the old and of the new members are needed to commit.',
    );
  });
});

test('9.6 a pre-candidate asks whether it would be elected, in the term it would stand for', () => {
  const scene = new Scene(['S1', 'S2', 'S3']);
  scene.role('S2', 'preCandidate', 4);
  const node = nodeOf(scene, 'S2');
  expect(faceOf(scene.view, node)).toEqual({ shape: 'preCandidate', word: 'Pre-candidate' });
  expect(ringNode(scene.view, node, 0).sub).toBe('1 of 2 pre-votes');
  expect(situationOf(scene.view).text).toBe('No leader: S2 asks whether it would be elected in term 5.');
});

test('Figure 13 a follower that is sent the snapshot shows how much of it has left', () => {
  const scene = learnerScene();
  scene.compact('S1', 2, 1);
  scene.believes('S1', 'S3', 0, 1, 'snapshot');
  const word = () => rowsOf(scene).find(({ peer }) => peer === 'S3')?.word;
  expect(word()).toBe('snapshot');
  scene.chunk('S1', 'S3', 0, 400);
  expect(word()).toBe('snapshot 400 of 1.0 k');
});
