/** Key names, and the search of the palette. */
import { describe, expect, test } from 'vitest';
import { rank, score } from '../../../renderer/commands/fuzzy.ts';
import { isPlain, matches, parseChord } from '../../../renderer/commands/keys.ts';
import { parseTime } from '../../../renderer/commands/palette-items.ts';

const nothing = { code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe('keys', () => {
  test('are read as the table writes them', () => {
    expect(parseChord('Ctrl+Shift+P')).toEqual({ control: true, shift: true, alt: false, key: 'p' });
    expect(parseChord('Space').key).toBe(' ');
  });

  test('Shift tells I from Shift+I, but not ? from the key it stands on', () => {
    expect(matches('I', { ...nothing, key: 'i' })).toBe(true);
    expect(matches('I', { ...nothing, key: 'I', shiftKey: true })).toBe(false);
    expect(matches('Shift+I', { ...nothing, key: 'I', shiftKey: true })).toBe(true);
    expect(matches('?', { ...nothing, key: '?', shiftKey: true })).toBe(true);
    expect(matches('[', { ...nothing, key: '[' })).toBe(true);
  });

  test('Command stands for Control on a Mac', () => {
    expect(matches('Ctrl+K', { ...nothing, key: 'k', metaKey: true })).toBe(true);
    expect(matches('K', { ...nothing, key: 'k', ctrlKey: true })).toBe(false);
  });

  test('W A S D are places: on a French keyboard the key above S zooms, whatever it prints', () => {
    expect(matches('W', { ...nothing, key: 'z', code: 'KeyW' }, true)).toBe(true);
  });

  test('2.1.4 letters, signs and Space need a panel; function keys and Ctrl work everywhere', () => {
    expect(['K', 'Space', '?', 'Home', 'Shift+I'].every(isPlain)).toBe(true);
    expect(['Ctrl+K', 'F6', 'Shift+F6'].some(isPlain)).toBe(false);
  });
});

describe('search', () => {
  test('letters must go on or begin a word', () => {
    expect(score('cra', 'Crash S3')).toBeGreaterThan(0);
    expect(score('iso lea', 'Isolate the leader')).toBeGreaterThan(0);
    expect(score('cra', 'Cut off S3 rejoin')).toBe(0);
  });

  test('what fits best comes first, of equals the shorter one', () => {
    const titles = ['Pace: real time', 'Restart S3', 'Previous term', 'Pause S3'];
    expect(rank('pa', titles, (title) => title)).toEqual(['Pause S3', 'Pace: real time']);
    expect(rank('', titles, (title) => title)).toEqual(titles);
  });

  test('times are minutes and seconds', () => {
    expect(parseTime('0:12.5')).toBe(12_500_000);
    expect(parseTime('90')).toBe(90_000_000);
    expect(parseTime('soon')).toBeNull();
  });
});
