/** The ring's geometry: every node and label in sight, none on top of another, for every size of cluster. */
import { describe, expect, test } from 'vitest';
import { overlapArea } from '../../../renderer/panels/cluster/geometry.ts';
import { ringLayout } from '../../../renderer/panels/cluster/ring-layout.ts';

const ids = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9'];
const sizes = [
  { at: '1440 × 900', width: 380, height: 294, scale: 1 },
  { at: '1920 × 1080', width: 510, height: 420, scale: 14 / 13 },
  { at: '1024 × 700', width: 350, height: 194, scale: 1 },
];

for (const { at, width, height, scale } of sizes) {
  describe(`at ${at}`, () => {
    test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('%i nodes stand in the frame and do not touch', (count) => {
      const { seats, nodeRadius } = ringLayout(ids.slice(0, count), width, height, scale);
      for (const [place, { centre }] of seats.entries()) {
        expect(centre.x - nodeRadius).toBeGreaterThanOrEqual(0);
        expect(centre.x + nodeRadius).toBeLessThanOrEqual(width);
        expect(centre.y - nodeRadius).toBeGreaterThanOrEqual(0);
        expect(centre.y + nodeRadius).toBeLessThanOrEqual(height + 1);
        for (const other of seats.slice(place + 1)) {
          const apart = Math.hypot(centre.x - other.centre.x, centre.y - other.centre.y);
          expect(apart).toBeGreaterThan(2 * nodeRadius);
        }
      }
    });

    test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])('the labels of %i nodes are whole and cover no other label', (count) => {
      const { seats } = ringLayout(ids.slice(0, count), width, height, scale);
      for (const [place, { label }] of seats.entries()) {
        expect(label.box.left).toBeGreaterThanOrEqual(0);
        expect(label.box.right).toBeLessThanOrEqual(width);
        for (const other of seats.slice(place + 1)) expect(overlapArea(label.box, other.label.box)).toBe(0);
      }
    });
  });
}

test('the first node stands on top and the others follow clockwise', () => {
  const { seats, centre } = ringLayout(ids.slice(0, 5), 380, 294, 1);
  const [first, second, , , fifth] = seats;
  expect(first?.centre.x).toBeCloseTo(centre.x);
  expect(second?.centre.x).toBeGreaterThan(centre.x);
  expect(fifth?.centre.x).toBeLessThan(centre.x);
});
