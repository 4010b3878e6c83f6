/** The window on the run: it follows the live edge until somebody zooms or pans it away, and can be sent back. */
import { ref, shallowRef } from 'vue';
import { FIRST_SPAN, liveWindow, panned, spanOf, type TimeWindow, wholeRun, zoomed } from './model/scale.ts';

/** `liveEdge` answers the newest moment of the run, µs. */
export function createWindow(liveEdge: () => number) {
  const follow = ref(true);
  const span = ref(FIRST_SPAN);
  const parked = shallowRef<TimeWindow>({ from: 0, to: FIRST_SPAN });

  function currentWindow(): TimeWindow {
    return follow.value ? liveWindow(span.value, liveEdge()) : parked.value;
  }

  function park(window: TimeWindow): void {
    parked.value = window;
    span.value = spanOf(window);
    follow.value = false;
  }

  /** `factor` > 1 shows more time. Without an anchor a live window keeps its live edge, any other its middle. */
  function zoom(factor: number, anchor?: number): void {
    const window = currentWindow();
    const now = liveEdge();
    const around = anchor ?? (follow.value ? now : (window.from + window.to) / 2);
    const next = zoomed(window, factor, around, now);
    if (follow.value && Math.abs(around - now) < spanOf(window) * 0.05) span.value = spanOf(next);
    else park(next);
  }

  function showFrom(from: number): void {
    const window = currentWindow();
    park(panned(window, from - window.from, liveEdge()));
  }

  return {
    follow,
    currentWindow,
    zoom,
    /** Moves the window so that it begins at `from`, as far as the run allows. */
    showFrom,
    /** Moves by a share of the window's span; positive is later. */
    pan(share: number): void {
      const window = currentWindow();
      showFrom(window.from + share * spanOf(window));
    },
    toLive(): void {
      follow.value = true;
    },
    toStart(): void {
      park({ from: 0, to: span.value });
    },
    fit(): void {
      park(wholeRun(liveEdge()));
    },
    reset(): void {
      span.value = FIRST_SPAN;
      follow.value = true;
    },
  };
}

export type MovableWindow = ReturnType<typeof createWindow>;
