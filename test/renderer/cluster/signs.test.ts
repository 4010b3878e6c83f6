/** The messages on the ring: where they are on their way, and when they are too fast to be drawn. */
import { describe, expect, test } from 'vitest';
import { ringLinks, sendRates } from '../../../renderer/panels/cluster/ring-links.ts';
import { ringNode } from '../../../renderer/panels/cluster/ring-nodes.ts';
import { signsOf } from '../../../renderer/panels/cluster/signs.ts';
import { TimelineModel } from '../../../renderer/panels/timeline/model/model.ts';
import { ms, oldLeaderScene, Scene } from '../scene.ts';

function modelOf(scene: Scene): TimelineModel {
  const model = new TimelineModel();
  for (const event of scene.events) model.hear(event);
  return model;
}

describe('a message at classroom pace', () => {
  test('is halfway after half of the 400 ms that a link holds it', () => {
    const scene = oldLeaderScene();
    scene.sent('m1', 'S3', 'S4', 0);
    const [sign] = signsOf(scene.view, 200 * ms);
    expect(sign).toMatchObject({ kind: 'heartbeat', from: 'S3', to: 'S4', share: 0.5, held: false });
  });

  test('with entries is a box that counts them', () => {
    const scene = oldLeaderScene();
    scene.sent('m1', 'S3', 'S5', 2);
    expect(signsOf(scene.view, 200 * ms)[0]).toMatchObject({ kind: 'append', count: 2 });
  });

  test('that is never heard of again disappears', () => {
    const scene = oldLeaderScene();
    scene.sent('m1', 'S3', 'S4', 0);
    expect(signsOf(scene.view, 2000 * ms)).toEqual([]);
  });
});

test('at step pace messages queue before their receiver, the oldest nearest', () => {
  const scene = oldLeaderScene();
  scene.add({ ev: 'lab.pace', node: 'lab', pace: { mode: 'step', rate: 0, clock: 0, holdMs: null } });
  scene.sent('m1', 'S3', 'S4', 0);
  scene.sent('m2', 'S3', 'S4', 1);
  const [first, second] = signsOf(scene.view, 0);
  expect(first).toMatchObject({ id: 'm1', held: true });
  expect(first?.share).toBeGreaterThan(second?.share ?? 1);
});

test('at real pace no message is drawn, and each direction has a rate instead', () => {
  const scene = oldLeaderScene();
  scene.add({ ev: 'lab.pace', node: 'lab', pace: { mode: 'real', rate: 1, clock: 0, holdMs: 0 } });
  for (const id of ['m1', 'm2', 'm3']) scene.sent(id, 'S3', 'S4', 0);
  expect(signsOf(scene.view, 1 * ms)).toEqual([]);
  const rates = sendRates(modelOf(scene), scene.view.t, 500 * ms);
  expect(rates.get('S3>S4')).toBe(6);
  expect(rates.get('S4>S3')).toBeUndefined();
});

test('the past has the rates of its own moment, without the copies that a link made', () => {
  const scene = oldLeaderScene();
  for (let sent = 0; sent < 400; sent += 1) {
    scene.t = 10_000 * ms + sent * 10 * ms;
    scene.sent(`m${sent}`, 'S3', 'S4', 0);
    scene.add({
      ev: 'msg.duplicate',
      node: 'S3',
      why: 'duplicated',
      msg: { id: `m${sent}`, kind: 'appendEntries', from: 'S3', to: 'S4', term: 5 },
    });
  }
  expect(sendRates(modelOf(scene), 12_000 * ms, 100 * ms).get('S3>S4')).toBeCloseTo(110);
});

test('a follower shows how much of its election timeout is left, in real seconds', () => {
  const scene = oldLeaderScene();
  const node = scene.view.nodes.get('S5');
  if (node === undefined) throw new Error('the scene has no S5');
  const shown = ringNode(scene.view, node, 500 * ms);
  expect(shown.timer).toBeCloseTo(0.6);
  expect(shown.sub).toBe('1.5 s left');
});

test('a link that is cut one way says which', () => {
  const scene = new Scene(['S1', 'S2']);
  scene.cut([['S2', 'S1']]);
  expect(ringLinks(scene.view)).toEqual([{ a: 'S1', b: 'S2', cutAB: false, cutBA: true, harm: [] }]);
});
