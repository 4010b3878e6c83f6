/** The past under way: what counts as motion, whose turn it is, and how many turns a frame has room for. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createMotion, turnOrder } from '../../../renderer/stores/motion.ts';
import { VirtualFrames } from './virtual-frames.ts';

const DEAR = 12;

let frames: VirtualFrames;
let motion: ReturnType<typeof createMotion>;

beforeEach(() => {
  vi.useFakeTimers();
  frames = new VirtualFrames();
  motion = createMotion(frames);
});
afterEach(() => vi.useRealTimers());

function moveOn(milliseconds = 16): void {
  frames.pass(milliseconds);
  vi.advanceTimersByTime(milliseconds);
  motion.move();
}

const counts = () => turnOrder.map((name) => motion.turnOf(name));
const given = () => counts().reduce((sum, count) => sum + count, 0);

describe('motion', () => {
  test('is no single move: all panels follow that one at once', () => {
    motion.move();
    expect(motion.isMoving.value).toBe(false);
    expect(frames.isAsked).toBe(false);
    moveOn(1000);
    expect(motion.isMoving.value).toBe(false);
  });

  test('is moves that follow each other, until none has come for a while', () => {
    motion.move();
    moveOn();
    expect(motion.isMoving.value).toBe(true);
    vi.advanceTimersByTime(149);
    expect(motion.isMoving.value).toBe(true);
    vi.advanceTimersByTime(2);
    expect(motion.isMoving.value).toBe(false);
  });

  test('ends at once where the playhead is put somewhere', () => {
    motion.move();
    moveOn();
    motion.rest();
    expect(motion.isMoving.value).toBe(false);
    expect(frames.isAsked).toBe(false);
    frames.draw(DEAR);
    expect(given()).toBe(0);
  });
});

describe('turns', () => {
  test('come one a frame while frames are dear, so that in as many frames each panel has had its own', () => {
    motion.move();
    for (let frame = 1; frame <= turnOrder.length; frame += 1) {
      moveOn();
      frames.draw(DEAR);
      expect(given()).toBe(frame);
    }
    expect(counts()).toEqual(turnOrder.map(() => 1));
  });

  test('go on after the last move until no panel is behind, and then stop', () => {
    motion.move();
    moveOn();
    for (let frame = 0; frame < turnOrder.length; frame += 1) {
      expect(frames.isAsked).toBe(true);
      frames.draw(DEAR);
    }
    expect(counts()).toEqual(turnOrder.map(() => 1));
    expect(frames.isAsked).toBe(false);
  });

  test('are more in a frame where frames are cheap: then all panels follow every move', () => {
    motion.move();
    for (let frame = 0; frame < turnOrder.length; frame += 1) {
      moveOn();
      frames.draw(1);
    }
    const before = given();
    moveOn();
    frames.draw(1);
    expect(given() - before).toBe(turnOrder.length);
  });

  test('are fewer again when frames become dear', () => {
    motion.move();
    for (let frame = 0; frame < 2 * turnOrder.length; frame += 1) {
      moveOn();
      frames.draw(frame < turnOrder.length ? 1 : DEAR);
    }
    const before = given();
    moveOn();
    frames.draw(DEAR);
    expect(given() - before).toBe(1);
  });
});
