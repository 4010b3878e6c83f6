/** The page's one animation loop: trace time now, as often as the present pace gives the eye something to see. */
import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { useLab } from './lab.ts';

/** Milliseconds between two readings. At real pace everything is too fast to follow, so a few times a second will do. */
const slowInterval = 125;

export const useFrame = defineStore('frame', () => {
  const lab = useLab();
  const now = ref(0);
  const visible = ref(!document.hidden);
  const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  let scheduled: number | null = null;
  let drawnAt = 0;

  document.addEventListener('visibilitychange', () => {
    visible.value = !document.hidden;
  });

  const alive = computed(
    () => visible.value && lab.status === 'connected' && lab.cluster !== null && lab.recording === null,
  );

  function interval(): number {
    return lab.view.pace.mode === 'classroom' && !reducedMotion.matches ? 0 : slowInterval;
  }

  function draw(at: number): void {
    scheduled = null;
    if (at - drawnAt >= interval()) {
      drawnAt = at;
      now.value = lab.now();
    }
    schedule();
  }

  function schedule(): void {
    if (scheduled === null && alive.value) scheduled = requestAnimationFrame(draw);
  }

  watch(alive, schedule, { immediate: true });
  // While nothing runs, only what arrives can change the picture.
  watch(
    () => lab.tick,
    () => {
      if (!alive.value) now.value = lab.now();
    },
    { immediate: true },
  );

  return {
    /** Trace time, µs, as of this frame. */
    now,
  };
});
