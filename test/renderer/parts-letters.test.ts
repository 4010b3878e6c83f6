/** Texts that are sure to fit are not clipped, and every other one is. */
import { describe, expect, test } from 'vitest';
import { clippedTexts } from '../../renderer/panels/client/operation-room.ts';
import { isSureToFit } from '../../renderer/parts/letters.ts';

describe('a text', () => {
  test('is sure to fit with as many letters as there is room for', () => {
    expect(isSureToFit('x=12', 4)).toBe(true);
    expect(isSureToFit('x=123', 4)).toBe(false);
    expect(isSureToFit('', 0)).toBe(true);
  });

  test('is not, with letters that may be wider than the font says', () => {
    expect(isSureToFit('値', 4)).toBe(false);
    expect(isSureToFit('👍', 4)).toBe(false);
    expect(isSureToFit('x=1…', 4)).toBe(true);
  });
});

describe('an operation', () => {
  const short = { command: 'put x 1', outcome: 'ok', way: 'S2, entry 12, 3.1 ms' };

  test('is not clipped in a panel of the usual width', () => {
    expect(clippedTexts(short, 27)).toEqual({ words: false, way: false });
  });

  test('is clipped in each line that is too long, and in that one only', () => {
    expect(clippedTexts({ ...short, command: `put x ${'v'.repeat(100)}` }, 27)).toEqual({ words: true, way: false });
    expect(clippedTexts({ ...short, outcome: 'v'.repeat(100) }, 27)).toEqual({ words: true, way: false });
    expect(clippedTexts({ ...short, way: 'S2, sent three times, and much more' }, 27)).toEqual({
      words: false,
      way: true,
    });
  });

  test('is clipped before the panel has its width', () => {
    expect(clippedTexts(short, 0)).toEqual({ words: true, way: true });
  });
});
