/** The wall of a partition: drawn only where a line can be true. */
import { expect, test } from 'vitest';
import { groupsOf } from '../../../renderer/model/links.ts';
import { ringLayout } from '../../../renderer/panels/cluster/ring-layout.ts';
import { badgePlace, wallLines } from '../../../renderer/panels/cluster/wall.ts';
import { oldLeaderScene, Scene } from '../scene.ts';

const ids = ['S1', 'S2', 'S3', 'S4', 'S5'];
const layout = ringLayout(ids, 380, 294, 1);

test('two groups of neighbours are parted by one line', () => {
  const groups = groupsOf(oldLeaderScene().view, ids);
  expect(groups).toEqual([
    ['S1', 'S2'],
    ['S3', 'S4', 'S5'],
  ]);
  expect(wallLines(layout, groups)).toHaveLength(1);
});

test('three groups of neighbours are parted by a spoke at each gap', () => {
  expect(wallLines(layout, [['S1', 'S2'], ['S3', 'S4'], ['S5']])).toHaveLength(3);
});

test('groups that are not neighbours have no wall, for any line would be false', () => {
  expect(
    wallLines(layout, [
      ['S1', 'S3'],
      ['S2', 'S4', 'S5'],
    ]),
  ).toEqual([]);
});

test('a link cut one way parts nobody: one side still hears the other', () => {
  const scene = new Scene(ids);
  scene.cut([['S1', 'S2']]);
  expect(groupsOf(scene.view, ids)).toEqual([ids]);
});

test('the badge covers no node', () => {
  const lines = wallLines(layout, [
    ['S1', 'S2'],
    ['S3', 'S4', 'S5'],
  ]);
  const place = badgePlace(layout, lines, 110, { left: 0, top: 0, right: 380, bottom: 294 });
  expect(place).not.toBeNull();
  for (const { centre } of layout.seats) {
    const apart = Math.hypot((place?.x ?? 0) - centre.x, (place?.y ?? 0) - centre.y);
    expect(apart).toBeGreaterThan(layout.nodeRadius);
  }
});
