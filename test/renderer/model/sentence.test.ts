/** The strip's one sentence, for each situation a class will meet. */
import { expect, test } from 'vitest';
import { situationOf } from '../../../renderer/model/sentence.ts';
import { oldLeaderScene, Scene } from '../scene.ts';

const five = ['S1', 'S2', 'S3', 'S4', 'S5'];

test('a leader is named with its term and with how many follow', () => {
  const scene = new Scene(five);
  scene.role('S3', 'leader', 1);
  for (const peer of ['S1', 'S2', 'S4', 'S5']) scene.believes('S3', peer, 0, 1, 'replicate');
  expect(situationOf(scene.view).text).toBe('S3 leads term 1 with 4 of 4 followers in step.');
});

test('5.1 a stale leader is named, and what its appends are worth', () => {
  const { text, hint } = situationOf(oldLeaderScene().view);
  expect(text).toBe('S3 leads term 5 with 2 of 4 followers in step.');
  expect(hint).toBe('S1 still leads term 3, and nothing it appends can commit.');
});

test('5.2 two candidates of one term split it', () => {
  const scene = new Scene(five);
  scene.role('S2', 'candidate', 4);
  scene.role('S4', 'candidate', 4);
  expect(situationOf(scene.view).text).toBe('No leader: S2 and S4 split term 4.');
});

test('too few nodes for a majority is said with the number needed, and can be mended', () => {
  const scene = oldLeaderScene();
  for (const id of ['S1', 'S2', 'S3']) scene.live(id, 'node.crash');
  expect(situationOf(scene.view)).toMatchObject({
    text: '2 of 5 nodes are up; 3 are needed to commit.',
    action: 'restartAll',
  });
});

test('a leader that reaches no majority cannot commit', () => {
  const scene = new Scene(['S1', 'S2', 'S3']);
  scene.role('S1', 'leader', 1);
  scene.cut([
    ['S1', 'S2'],
    ['S1', 'S3'],
  ]);
  expect(situationOf(scene.view).text).toBe('S1 leads term 1 but reaches 0 of 2 others.');
});
