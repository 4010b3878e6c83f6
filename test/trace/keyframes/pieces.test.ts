/** A list kept at many moments: what did not change is the same piece, also when the list loses its beginning. */
import { expect, test } from 'vitest';
import { ownWeight, type Pieces, piecesOf, restore } from '../../../core/trace/keyframes/pieces.ts';

function items(from: number, to: number): { readonly place: number }[] {
  return Array.from({ length: to - from }, (_, at) => ({ place: from + at }));
}

function joined<Item>(pieces: Pieces<Item>): Item[] {
  return restore(pieces, []);
}

test('a list that grew keeps its full pieces', () => {
  const list = items(0, 700);
  const before = piecesOf(list, 0, undefined);
  list.push(...items(700, 900));
  const after = piecesOf(list, 0, before);
  expect(after.parts.map((part, at) => part === before.parts[at])).toEqual([true, true, false, false]);
  expect(joined(after)).toEqual(list);
  expect(joined(before)).toEqual(list.slice(0, 700));
  expect(ownWeight(after, before)).toBe(4 + 256 + 132);
});

test('an unchanged list is the same pieces as before and weighs nothing', () => {
  const list = items(0, 300);
  const before = piecesOf(list, 0, undefined);
  expect(piecesOf(list, 0, before)).toBe(before);
  expect(ownWeight(before, before)).toBe(0);
});

test('one item replaced renews its own piece only', () => {
  const list = items(0, 1000);
  const before = piecesOf(list, 0, undefined);
  list[400] = { place: -1 };
  const after = piecesOf(list, 0, before);
  expect(after.parts.map((part, at) => part === before.parts[at])).toEqual([true, false, true, true]);
  expect(joined(after)).toEqual(list);
});

test('a list cut short, or without its beginning, keeps the pieces that are left', () => {
  const list = items(0, 1000);
  const before = piecesOf(list, 0, undefined);
  const short = piecesOf(list.slice(0, 600), 0, before);
  expect(short.parts.map((part, at) => part === before.parts[at])).toEqual([true, true, false]);
  const compacted = piecesOf(list.slice(300), 300, before);
  expect(compacted.parts.map((part, at) => part === before.parts[at + 1])).toEqual([false, true, true]);
  expect(joined(compacted)).toEqual(list.slice(300));
  expect(joined(piecesOf([], 0, before))).toEqual([]);
});

test('a list restored over another one of any length is the one that was kept', () => {
  const list = items(0, 600);
  const kept = piecesOf(list, 0, undefined);
  for (const other of [items(0, 20), items(5000, 7000), [...list.slice(0, 300), ...items(9000, 9300)]]) {
    expect(restore(kept, other)).toEqual(list);
  }
});
