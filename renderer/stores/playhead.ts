/** The one playhead of the page: the moment that every panel shows. Live is its place at the end. */
import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import { changesBetween, noChanges } from '../../core/trace/changes.ts';
import { cloneView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { useLab } from './lab.ts';
import { createPlayback } from './playback.ts';

export type StepKind = 'event' | 'term' | 'interesting';

export const usePlayhead = defineStore('playhead', () => {
  const lab = useLab();
  const { moment, landmarks, showPast, showEnd } = lab.past;
  /** What was shown before the last step. */
  const before = shallowRef<ClusterView | null>(null);
  const { speed, isPlaying, start, stop } = createPlayback(advance);

  const isLive = computed(() => moment.value === null);
  /** The last event that is folded into what the panels show. */
  const seq = computed(() => moment.value?.seq ?? lab.live.seq);
  /** Trace time of the moment shown, µs; while live, that of the newest event. */
  const t = computed(() => moment.value?.t ?? lab.live.t);
  /** What the last step changed; it stays marked until the next one. */
  const changes = computed(() => (before.value === null ? noChanges : changesBetween(before.value, lab.view)));

  /** Shows the cluster after the event `to`, without marks. */
  function seek(to: number): void {
    stop();
    before.value = null;
    showPast(to);
  }

  /** Shows the cluster at trace time `at`, µs, also between two events; at the newest one it is live again. */
  function seekTime(at: number): void {
    const last = lab.events.timeAt(lab.events.length - 1);
    if (at >= last) return live();
    stop();
    before.value = null;
    showPast(lab.events.firstAt(Math.max(0, at) + 1), at);
  }

  function live(): void {
    stop();
    before.value = null;
    showEnd();
  }

  /** As `seek`, and what is different there is marked. */
  function stepTo(to: number): void {
    stop();
    const from = cloneView(lab.view);
    showPast(to);
    before.value = from;
  }

  /** To the next (1) or previous (-1) event of that kind. Behind the last one is the end, before the first the start. */
  function step(kind: StepKind, direction: 1 | -1): void {
    const next = nextOf(kind, direction);
    if (next !== null) stepTo(next);
    else if (direction === 1) live();
    else stepTo(1);
  }

  function nextOf(kind: StepKind, direction: 1 | -1): number | null {
    if (kind !== 'event') return landmark(kind, direction, seq.value);
    const next = seq.value + direction;
    return next >= 1 && next <= lab.events.length ? next : null;
  }

  /** The seq of the next (1) or previous (-1) such event, seen from the event `from`; null when there is none. */
  function landmark(kind: Exclude<StepKind, 'event'>, direction: 1 | -1, from: number): number | null {
    return kind === 'term' ? landmarks.term(from, direction) : landmarks.interesting(from, direction);
  }

  /** Lets the past run on, `factor` times as fast as it was. */
  function play(factor: number = speed.value): void {
    speed.value = factor;
    if (isLive.value) return;
    before.value = null;
    start(factor);
  }

  function advance(micros: number): boolean {
    const next = t.value + micros;
    const isEnd = next >= lab.events.timeAt(lab.events.length - 1);
    if (isEnd) showEnd();
    else showPast(Math.max(seq.value, lab.events.firstAt(next + 1)), next);
    return !isEnd;
  }

  return { seq, t, isLive, isPlaying, speed, changes, seek, seekTime, live, stepTo, step, landmark, play, stop };
});
