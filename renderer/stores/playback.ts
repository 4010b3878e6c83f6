/** The past that runs on: each frame of the page moves it by the time that has gone by, times a factor. */
import { ref } from 'vue';

/** `advance` moves the moment by so many µs of trace time and answers whether there is more. */
export function createPlayback(advance: (micros: number) => boolean) {
  const speed = ref(1);
  const isPlaying = ref(false);
  let playedAt = 0;
  let scheduled: number | null = null;

  /** `factor` times as fast as it was. */
  function start(factor: number): void {
    speed.value = factor;
    if (isPlaying.value) return;
    isPlaying.value = true;
    playedAt = performance.now();
    scheduled = requestAnimationFrame(playOn);
  }

  function playOn(at: number): void {
    const micros = Math.max(0, at - playedAt) * 1000 * speed.value;
    playedAt = at;
    if (advance(micros)) scheduled = requestAnimationFrame(playOn);
    else stop();
  }

  function stop(): void {
    isPlaying.value = false;
    if (scheduled !== null) cancelAnimationFrame(scheduled);
    scheduled = null;
  }

  return { speed, isPlaying, start, stop };
}
