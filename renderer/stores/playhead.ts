/** The one playhead of the page: the moment that every panel shows. Live is its place at the end. */
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { browserFrames } from '../parts/frames.ts';
import { useLab } from './lab.ts';
import { createMotion } from './motion.ts';
import { createPlayback } from './playback.ts';
import { createStepMarks } from './step-marks.ts';
import { createSteps, type StepKind } from './steps.ts';

export type { StepKind } from './steps.ts';

export const usePlayhead = defineStore('playhead', () => {
  const lab = useLab();
  const { moment, landmarks, showPast, showEnd } = lab.past;
  /** What the last step changed; it stays marked until the next one. */
  const { changes, ...marks } = createStepMarks(() => lab.view);
  const { speed, isPlaying, start, stop } = createPlayback(advance);
  const motion = createMotion(browserFrames());

  const isLive = computed(() => moment.value === null);
  /**
   * As `isLive`, but a drag that comes to the end looks live only when it stands still there: the page would be laid out
   * anew, and back again when the drag only touched the end.
   */
  const looksLive = computed<boolean>(
    (before) => moment.value === null && !(motion.isMoving.value && before === false),
  );
  /** The last event that is folded into what the panels show. */
  const seq = computed(() => moment.value?.seq ?? lab.live.seq);
  /** Trace time of the moment shown, µs; while live, that of the newest event. */
  const t = computed(() => moment.value?.t ?? lab.live.t);

  /** Shows the cluster after the event `to`, without marks. */
  function seek(to: number): void {
    stop();
    marks.clear();
    motion.rest();
    showPast(to);
  }

  /** Shows the cluster at trace time `at`, µs, also between two events; at the newest one it is live again. */
  function seekTime(at: number): void {
    stop();
    marks.clear();
    motion.move();
    if (at >= lab.events.timeAt(lab.events.length - 1)) showEnd();
    else showPast(lab.events.firstAt(Math.max(0, at) + 1), at);
  }

  function live(): void {
    stop();
    marks.clear();
    motion.rest();
    showEnd();
  }

  /** As `seek`, and what is different there is marked. */
  function stepTo(to: number): void {
    stop();
    motion.rest();
    marks.step(() => showPast(to));
  }

  const { next, landmark } = createSteps(landmarks, () => lab.events.length);

  /** To the next (1) or previous (-1) event of that kind. Behind the last one is the end, before the first the start. */
  function step(kind: StepKind, direction: 1 | -1): void {
    const to = next(kind, direction, seq.value);
    if (to !== null) stepTo(to);
    else if (direction === 1) live();
    else stepTo(1);
  }

  /** Lets the past run on, `factor` times as fast as it was. */
  function play(factor: number = speed.value): void {
    speed.value = factor;
    if (isLive.value) return;
    marks.clear();
    start(factor);
  }

  function advance(micros: number): boolean {
    const next = t.value + micros;
    const isEnd = next >= lab.events.timeAt(lab.events.length - 1);
    if (isEnd) motion.rest();
    else motion.move();
    if (isEnd) showEnd();
    else showPast(Math.max(seq.value, lab.events.firstAt(next + 1)), next);
    return !isEnd;
  }

  return {
    seq,
    t,
    isLive,
    looksLive,
    isMoving: motion.isMoving,
    turnOf: motion.turnOf,
    isPlaying,
    speed,
    changes,
    seek,
    seekTime,
    live,
    stepTo,
    step,
    landmark,
    play,
    stop,
  };
});
