/** Words of harmed links: they overlap no node, no label, no wall and no other words; where no room is left, a sign stands. */
import { describe, expect, test } from 'vitest';
import { isFree } from '../../../renderer/panels/cluster/free-place.ts';
import { overlapArea } from '../../../renderer/panels/cluster/geometry.ts';
import { placeWords, textWidth } from '../../../renderer/panels/cluster/link-words.ts';
import { ringLayout } from '../../../renderer/panels/cluster/ring-layout.ts';
import { segmentsOf, wallLines } from '../../../renderer/panels/cluster/wall.ts';

const names = ['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7'];
const sizes = [
  { width: 380, height: 294, scale: 1 },
  { width: 510, height: 420, scale: 14 / 13 },
];

function scene(
  count: number,
  { width, height, scale }: { width: number; height: number; scale: number },
  parts: string[],
) {
  const ids = names.slice(0, count);
  const layout = ringLayout(ids, width, height, scale);
  const frame = { left: 2, top: 2, right: width - 2, bottom: height - 2 };
  const nodes = layout.seats.map(({ centre }) => centre);
  const links = nodes.flatMap((from, a) => nodes.slice(a + 1).map((to, b) => ({ key: `${a} ${a + b + 1}`, from, to })));
  const walls = segmentsOf(wallLines(layout, [ids.slice(0, 2), ids.slice(2)], frame));
  const boxes = layout.seats.map(({ label }) => label.box);
  const ground = { frame, nodes, reach: layout.nodeRadius * 1.25, boxes, walls, links };
  const words = links.map(({ key, from, to }) => ({ key, name: key.replace(' ', '–'), parts, link: { from, to } }));
  return { ground, words, place: (some = words) => placeWords(some, ground, layout.centre, scale) };
}

function boxOf({ at, lines }: ReturnType<typeof placeWords>[number], scale: number) {
  const width = Math.max(...lines.map((line) => textWidth(line, 11))) * scale;
  const height = 13 * lines.length * scale;
  return { left: at.x - width / 2, right: at.x + width / 2, top: at.y - height / 2, bottom: at.y + height / 2 };
}

describe.each(sizes)('at $width × $height', (size) => {
  test.each([3, 5, 7])('with every link of %i nodes harmed, what is written overlaps nothing', (count) => {
    const { ground, place } = scene(count, size, ['+120 ms', '25 % lost']);
    const written = place().filter(({ lines }) => lines.length > 0);
    const boxes = written.map((words) => boxOf(words, size.scale));
    expect(written.length).toBeGreaterThan(0);
    for (const [place, box] of boxes.entries()) {
      expect(isFree(box, ground)).toBe(true);
      for (const other of boxes.slice(place + 1)) expect(overlapArea(box, other)).toBe(0);
    }
  });

  test('a single harmed link of five nodes always has its words', () => {
    const { words, place } = scene(5, size, ['+80±20 ms', '30 % lost']);
    expect(words.flatMap((word) => place([word])).filter(({ lines }) => lines.length === 0)).toEqual([]);
  });
});

test('words for which there is no room leave a sign in the middle of their link', () => {
  const { words, place } = scene(5, { width: 380, height: 294, scale: 1 }, ['x'.repeat(90)]);
  const [first] = words;
  if (first === undefined) throw new Error('five nodes have links');
  const { from, to } = first.link;
  expect(place([first])).toEqual([{ key: '0 1', at: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }, lines: [] }]);
});
