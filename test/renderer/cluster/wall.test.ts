/** The wall of a partition: drawn only where a line can be true. */
import { describe, expect, test } from 'vitest';
import { groupsOf } from '../../../renderer/model/links.ts';
import { boxAround, isFree } from '../../../renderer/panels/cluster/free-place.ts';
import { lengthInside } from '../../../renderer/panels/cluster/geometry.ts';
import { ringLayout } from '../../../renderer/panels/cluster/ring-layout.ts';
import { badgePlace, segmentsOf, wallLines } from '../../../renderer/panels/cluster/wall.ts';
import { oldLeaderScene, Scene } from '../scene.ts';

const ids = ['S1', 'S2', 'S3', 'S4', 'S5'];
const sizes = [
  { width: 380, height: 294, scale: 1 },
  { width: 510, height: 420, scale: 14 / 13 },
];
const frame = { left: 2, top: 2, right: 378, bottom: 292 };
const layout = ringLayout(ids, 380, 294, 1);

test('two groups of neighbours are parted by one line', () => {
  const groups = groupsOf(oldLeaderScene().view, ids);
  expect(groups).toEqual([
    ['S1', 'S2'],
    ['S3', 'S4', 'S5'],
  ]);
  expect(wallLines(layout, groups, frame)).toHaveLength(1);
});

test('three groups of neighbours are parted by a spoke at each gap', () => {
  expect(wallLines(layout, [['S1', 'S2'], ['S3', 'S4'], ['S5']], frame)).toHaveLength(3);
});

test('groups that are not neighbours have no wall, for any line would be false', () => {
  expect(
    wallLines(
      layout,
      [
        ['S1', 'S3'],
        ['S2', 'S4', 'S5'],
      ],
      frame,
    ),
  ).toEqual([]);
});

test('a link cut one way parts nobody: one side still hears the other', () => {
  const scene = new Scene(ids);
  scene.cut([['S1', 'S2']]);
  expect(groupsOf(scene.view, ids)).toEqual([ids]);
});

/** Every way to part five nodes into neighbours. */
const partings = ids.flatMap((_, from) =>
  [1, 2].map((length) => {
    const group = ids.filter((_id, place) => (place - from + ids.length) % ids.length < length);
    return [group, ids.filter((id) => !group.includes(id))];
  }),
);

describe.each(sizes)('at $width × $height', ({ width, height, scale }) => {
  const ring = ringLayout(ids, width, height, scale);
  const edge = { left: 2, top: 2, right: width - 2, bottom: height - 2 };

  test.each(partings)('the wall between %j and %j touches no node and no label', (...groups) => {
    const segments = segmentsOf(wallLines(ring, groups, edge));
    expect(segments.length).toBeGreaterThan(10);
    for (const { from, to } of segments) {
      for (const { centre, label } of ring.seats) {
        expect(Math.hypot(from.x - centre.x, from.y - centre.y)).toBeGreaterThan(ring.nodeRadius * 1.2);
        expect(lengthInside(from, to, label.box)).toBe(0);
      }
    }
  });

  test.each(partings)('the badge of the wall between %j and %j covers no node and no label', (...groups) => {
    const size = { width: 120 * scale, height: 24 * scale };
    const boxes = ring.seats.map(({ label }) => label.box);
    const nodes = ring.seats.map(({ centre }) => centre);
    const ground = { frame: edge, nodes, reach: ring.nodeRadius * 1.3, boxes, walls: [], links: [] };
    const place = badgePlace(wallLines(ring, groups, edge), size, ring.centre, ground);
    expect(place).not.toBeNull();
    if (place !== null) expect(isFree(boxAround(place, size), ground)).toBe(true);
  });
});
