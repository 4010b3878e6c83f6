/** The one playhead of the page: the moment that every panel shows. Live is its place at the end. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useLab } from './lab.ts';

export type StepKind = 'event' | 'term' | 'interesting';

export const usePlayhead = defineStore('playhead', () => {
  const lab = useLab();
  const { moment, landmarks, showPast, showEnd } = lab.past;
  const speed = ref(1);
  const isPlaying = ref(false);
  let playedAt = 0;
  let scheduled: number | null = null;

  const isLive = computed(() => moment.value === null);
  /** The last event that is folded into what the panels show. */
  const seq = computed(() => moment.value?.seq ?? lab.live.seq);
  const t = computed(() => moment.value?.t ?? lab.live.t);

  function seek(to: number): void {
    stop();
    showPast(to);
  }

  function live(): void {
    stop();
    showEnd();
  }

  /** To the next (1) or previous (-1) event of that kind. At the last one forward leads to the end. */
  function step(kind: StepKind, direction: 1 | -1): void {
    const next = nextOf(kind, direction);
    if (next !== null) seek(next);
    else if (direction === 1) live();
    else seek(1);
  }

  function nextOf(kind: StepKind, direction: 1 | -1): number | null {
    if (kind === 'term') return landmarks.term(seq.value, direction);
    if (kind === 'interesting') return landmarks.interesting(seq.value, direction);
    const next = seq.value + direction;
    return next >= 1 && next <= lab.events.length ? next : null;
  }

  /** Lets the past run on, `factor` times as fast as it was. */
  function play(factor: number = speed.value): void {
    speed.value = factor;
    if (isLive.value || isPlaying.value) return;
    isPlaying.value = true;
    playedAt = performance.now();
    scheduled = requestAnimationFrame(playOn);
  }

  function stop(): void {
    isPlaying.value = false;
    if (scheduled !== null) cancelAnimationFrame(scheduled);
    scheduled = null;
  }

  function playOn(at: number): void {
    const next = t.value + Math.max(0, at - playedAt) * 1000 * speed.value;
    playedAt = at;
    if (next >= lab.events.timeAt(lab.events.length - 1)) {
      stop();
      showPast(lab.events.length);
      return;
    }
    showPast(Math.max(seq.value, lab.events.firstAt(next)), next);
    scheduled = requestAnimationFrame(playOn);
  }

  return { seq, t, isLive, isPlaying, speed, seek, live, step, play, stop };
});
