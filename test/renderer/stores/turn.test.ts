/** What the panels show while the past moves: each follows at its own turn, and all of them when it stands still. */
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { shallowRef } from 'vue';
import { usePlayhead } from '../../../renderer/stores/playhead.ts';
import { useStill } from '../../../renderer/stores/still.ts';
import { useTurn } from '../../../renderer/stores/turn.ts';

let draw: () => void = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  setActivePinia(createPinia());
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => {
    draw = callback;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    draw = () => {};
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function setInMotion(): void {
  usePlayhead().seekTime(1);
  usePlayhead().seekTime(2);
  expect(usePlayhead().isMoving).toBe(true);
}

describe('a value in turn', () => {
  test('follows at once while nothing moves', () => {
    const source = shallowRef(1);
    const value = useTurn('leader')(() => source.value);
    expect(value.value).toBe(1);
    source.value = 2;
    expect(value.value).toBe(2);
  });

  test('follows when its turn comes, and not before', () => {
    const source = shallowRef(1);
    const value = useTurn('leader')(() => source.value);
    expect(value.value).toBe(1);
    setInMotion();
    expect(value.value).toBe(1);
    source.value = 2;
    expect(value.value).toBe(1);
    const turn = usePlayhead().turnOf('leader');
    for (let frame = 0; usePlayhead().turnOf('leader') === turn; frame += 1) {
      expect(value.value).toBe(1);
      if (frame > 20) throw new Error('the turn did not come');
      draw();
    }
    expect(value.value).toBe(2);
  });

  test('is right when the past stands still, though its turn did not come', () => {
    const source = shallowRef(1);
    const value = useTurn('words')(() => source.value);
    setInMotion();
    expect(value.value).toBe(1);
    source.value = 3;
    vi.advanceTimersByTime(200);
    expect(value.value).toBe(3);
    source.value = 4;
    expect(value.value).toBe(4);
  });
});

describe('a value that stays still', () => {
  test('is what it was before the past moved, until it stands still', () => {
    const source = shallowRef(1);
    const value = useStill()(() => source.value);
    expect(value.value).toBe(1);
    setInMotion();
    source.value = 2;
    for (let frame = 0; frame < 20; frame += 1) draw();
    expect(value.value).toBe(1);
    vi.advanceTimersByTime(200);
    expect(value.value).toBe(2);
  });
});
