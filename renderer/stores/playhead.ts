/** The one playhead of the page: the moment that every panel shows. Live is its place at the end. */
import { defineStore } from 'pinia';
import { browserFrames } from '../parts/frames.ts';
import { useLab } from './lab.ts';
import { createMotion } from './motion.ts';
import { createPlace } from './place.ts';
import { createPlayback } from './playback.ts';
import { createStepMarks } from './step-marks.ts';
import { createSteps, type StepKind } from './steps.ts';

export type { StepKind } from './steps.ts';

export const usePlayhead = defineStore('playhead', () => {
  const lab = useLab();
  const { landmarks, showPast, showEnd } = lab.past;
  /** What the last step changed; it stays marked until the next one. */
  const { changes, ...marks } = createStepMarks(() => lab.view);
  const { speed, isPlaying, start, stop } = createPlayback(advance);
  const { isMoving, turnOf, move, rest } = createMotion(browserFrames());
  const { end, showTime, ...place } = createPlace(lab, isMoving);

  /** Where it is, and in every panel at once. */
  function standStill(): void {
    stop();
    rest();
  }

  /** Shows the cluster after the event `to`, without marks. */
  function seek(to: number): void {
    standStill();
    marks.clear();
    showPast(to);
  }

  /** Shows the cluster at trace time `at`, µs, also between two events; at the newest one it is live again. */
  function seekTime(at: number): void {
    stop();
    marks.clear();
    move();
    showTime(at);
  }

  function live(): void {
    standStill();
    marks.clear();
    showEnd();
  }

  /** As `seek`, and what is different there is marked. */
  function stepTo(to: number): void {
    standStill();
    marks.step(() => showPast(to));
  }

  const { next, landmark } = createSteps(landmarks, () => lab.events.length);

  /** To the next (1) or previous (-1) event of that kind. Behind the last one is the end, before the first the start. */
  function step(kind: StepKind, direction: 1 | -1): void {
    const to = next(kind, direction, place.seq.value);
    if (to === null && direction === 1) live();
    else stepTo(to ?? 1);
  }

  /** Lets the past run on, `factor` times as fast as it was. */
  function play(factor: number = speed.value): void {
    speed.value = factor;
    if (place.isLive.value) return;
    marks.clear();
    start(factor);
  }

  function advance(micros: number): boolean {
    const next = place.t.value + micros;
    const isEnd = next >= end();
    (isEnd ? rest : move)();
    showTime(next, place.seq.value);
    return !isEnd;
  }

  const movements = { seek, seekTime, live, stepTo, step, landmark, play, stop, standStill };
  return { ...place, isMoving, turnOf, isPlaying, speed, changes, ...movements };
});
