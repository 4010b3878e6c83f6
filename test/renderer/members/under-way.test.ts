/** What the page says of a membership change and a hand-over while they are under way. */
import { expect, test } from 'vitest';
import { underWay } from '../../../renderer/panels/members/under-way.ts';
import { createLeaderNews } from '../../../renderer/stores/leader-news.ts';
import { Scene } from '../scene.ts';

function led(): Scene {
  const scene = new Scene(['S1', 'S2', 'S3']);
  scene.log('S1', [1, 1, 1, 1], 2);
  scene.log('S2', [1, 1, 1], 2);
  scene.role('S1', 'leader', 1);
  return scene;
}

function told(scene: Scene) {
  const news = createLeaderNews();
  for (const event of scene.events) news.hear(event);
  return underWay(scene.view, news.of);
}

test('nothing is under way in a quiet cluster', () => {
  expect(told(led())).toEqual([]);
});

test('4.1 a new membership counts from its entry on, and is under way until that is committed', () => {
  const scene = led();
  scene.membership(['S1'], 3, { voters: ['S1', 'S2'] });
  expect(told(scene).map(({ text }) => text)).toEqual(['C-new: S1 S2; entry 3 on 2 of 2, not committed yet.']);
  scene.membership(['S1'], 2, { voters: ['S1', 'S2'] });
  expect(told(scene)).toEqual([]);
});

test('6 C-old,new needs both majorities, and waits for a hand when it is to be left by hand', () => {
  const scene = led();
  const sets = { outgoing: ['S1', 'S2', 'S3'], voters: ['S1', 'S2'] };
  scene.membership(['S1'], 4, sets);
  expect(told(scene)).toMatchObject([
    { text: 'C-old S1 S2 S3, C-new S1 S2; entry 4 on 1 of 3, needs both majorities.', mayLeave: false },
  ]);
  scene.membership(['S1'], 2, { ...sets, autoLeave: true });
  expect(told(scene)).toMatchObject([
    { text: expect.stringMatching(/committed, leaves by itself\.$/), mayLeave: false },
  ]);
  scene.membership(['S1'], 2, sets);
  expect(told(scene)).toMatchObject([{ text: expect.stringMatching(/stays until you leave it\.$/), mayLeave: true }]);
});

test('4.2.1 a learner catches up in rounds, until its leader finds that it has', () => {
  const scene = led();
  scene.membership(['S1'], 2, { voters: ['S1', 'S2', 'S3'], learners: ['S4'] });
  scene.believes('S1', 'S4', 1, 2, 'replicate');
  scene.catchUp('S1', 'S4', 2, 4);
  expect(told(scene).map(({ text }) => text)).toEqual(['S4 catches up: round 2, up to entry 4, has 1.']);
  scene.catchUp('S1', 'S4', 2, 4, true);
  expect(told(scene)).toEqual([]);
});

test('3.10 a hand-over is under way until it is given up or another one leads', () => {
  const scene = led();
  scene.transfer('S1', 'S3', 'begun');
  expect(told(scene).map(({ text }) => text)).toEqual(['S1 hands over to S3 and takes no commands meanwhile.']);
  scene.transfer('S1', 'S3', 'abandoned');
  expect(told(scene)).toEqual([]);
  scene.transfer('S1', 'S3', 'begun');
  scene.role('S1', 'follower', 2);
  scene.role('S1', 'leader', 3);
  expect(told(scene)).toEqual([]);
});
