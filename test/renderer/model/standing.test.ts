/** Who belongs to the cluster, what the page calls them, and who sits in the ring. */
import { expect, test } from 'vitest';
import type { NodeView } from '../../../core/trace/view-types.ts';
import { faceOf } from '../../../renderer/model/faces.ts';
import { jointSetOf, membersText, seatingOf, standingOf } from '../../../renderer/model/standing.ts';
import { anythingHarmed } from '../../../renderer/panels/faults/actions.ts';
import { Scene } from '../scene.ts';

function node(scene: Scene, id: string): NodeView {
  const found = scene.view.nodes.get(id);
  if (found === undefined) throw new Error(`the scene has no ${id}`);
  return found;
}

function ledBy(leader: string, ids: readonly string[]): Scene {
  const scene = new Scene(ids);
  scene.role(leader, 'leader', 1);
  return scene;
}

const names = (count: number) => Array.from({ length: count }, (_, place) => `S${place + 1}`);

test('4.2.1 who comes joins, learns and votes; who goes is removed', () => {
  const scene = ledBy('S1', ['S1', 'S2', 'S3']);
  const seen: string[] = [];
  const look = () =>
    seen.push(`${standingOf(scene.view, node(scene, 'S4'))} ${faceOf(scene.view, node(scene, 'S4')).word}`);
  scene.member('S4', 'added');
  scene.live('S4', 'node.start');
  look();
  scene.membership(['S1'], 2, { voters: ['S1', 'S2', 'S3'], learners: ['S4'] });
  scene.member('S4', 'catchingUp');
  look();
  scene.membership(['S1'], 3, { voters: ['S1', 'S2', 'S3', 'S4'] });
  scene.member('S4', 'promoted');
  look();
  scene.membership(['S1'], 4, { voters: ['S1', 'S2', 'S3'] });
  look();
  expect(seen).toEqual(['joining Joining', 'learner Learner', 'voter Follower', 'removed Removed']);
});

test('6 a member of the beginning that is in no membership any more has left', () => {
  const scene = ledBy('S1', ['S1', 'S2', 'S3']);
  scene.membership(['S1'], 2, { voters: ['S1', 'S2'] });
  expect(standingOf(scene.view, node(scene, 'S3'))).toBe('removed');
});

test('Heal all leaves alone who has left', () => {
  const scene = ledBy('S1', ['S1', 'S2', 'S3']);
  scene.live('S3', 'node.crash');
  expect(anythingHarmed(scene.view)).toBe(true);
  scene.membership(['S1'], 2, { voters: ['S1', 'S2'] });
  expect(anythingHarmed(scene.view)).toBe(false);
});

test('6 a leader that has removed itself is called a leader as long as it leads', () => {
  const scene = ledBy('S1', ['S1', 'S2', 'S3']);
  scene.membership(['S1'], 2, { voters: ['S2', 'S3'] });
  expect(faceOf(scene.view, node(scene, 'S1')).word).toBe('Leader');
});

test('6 in joint consensus a server counts in C-old, in C-new or in both', () => {
  const scene = ledBy('S1', ['S1', 'S2', 'S3']);
  scene.membership(['S1'], 2, { outgoing: ['S1', 'S2'], voters: ['S1', 'S3'], learners: ['S4'] });
  const { configuration } = node(scene, 'S1');
  expect(['S1', 'S2', 'S3', 'S4'].map((id) => jointSetOf(configuration, id))).toEqual(['both', 'old', 'new', '']);
  expect(membersText(configuration)).toBe('C-old S1 S2, C-new S1 S3, learner S4');
});

test('4.2.3 who has left sits in the ring while it runs, and stands aside when it has stopped', () => {
  const scene = ledBy('S1', ['S1', 'S2', 'S3']);
  scene.membership(['S1'], 2, { voters: ['S1', 'S2'] });
  expect(seatingOf(scene.view)).toEqual({ seated: ['S1', 'S2', 'S3'], aside: [] });
  scene.live('S3', 'node.crash');
  expect(seatingOf(scene.view)).toEqual({ seated: ['S1', 'S2'], aside: ['S3'] });
});

test('nine seats are for the members first', () => {
  const scene = ledBy('S2', names(10));
  scene.membership(['S2'], 2, { voters: names(10).slice(1) });
  expect(seatingOf(scene.view)).toEqual({ seated: names(10).slice(1), aside: ['S1'] });
});
