/** The movable window on the run, in trace microseconds: zoom, pan, follow, and the ticks of its axis. */

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** 1 ms: below it the clock of the trace has nothing more to tell. */
export const SHORTEST = 1000;
/** Even an empty run shows some seconds, so that the first event does not fill the lane. */
export const FIRST_SPAN = 14_000_000;
/** Share of the window that lies ahead of the live edge. */
const AHEAD = 0.115;

export function spanOf(window: TimeWindow): number {
  return window.to - window.from;
}

/** The window of this span that has the live edge near its right end; a young run fills it from the left. */
export function liveWindow(span: number, now: number): TimeWindow {
  const to = Math.max(span, now + span * AHEAD);
  return { from: to - span, to };
}

/** The whole run up to now with the same margin. */
export function wholeRun(now: number): TimeWindow {
  return { from: 0, to: Math.max(now * 1.03, FIRST_SPAN / 4) };
}

/** Scales by `factor` (> 1 shows more time) around `anchor`, which keeps its place on the screen. */
export function zoomed(window: TimeWindow, factor: number, anchor: number, now: number): TimeWindow {
  const longest = Math.max(FIRST_SPAN, now * 1.2);
  const span = Math.min(longest, Math.max(SHORTEST, spanOf(window) * factor));
  const share = (anchor - window.from) / spanOf(window);
  const from = anchor - share * span;
  return { from, to: from + span };
}

/** Moves by `micros`, but never so far that nothing of the run is left in view. */
export function panned(window: TimeWindow, micros: number, now: number): TimeWindow {
  const span = spanOf(window);
  const lowest = -0.5 * span;
  const highest = Math.max(lowest, now - 0.25 * span);
  const from = Math.min(highest, Math.max(lowest, window.from + micros));
  return { from, to: from + span };
}

export interface Tick {
  readonly t: number;
  /** Empty on minor ticks. */
  readonly label: string;
}

/** Ticks at round times: labelled ones at least `minimum` µs apart, one minor tick between two of them. */
export function ticksOf(window: TimeWindow, minimum: number): Tick[] {
  const step = roundStep(minimum);
  const ticks: Tick[] = [];
  const first = Math.max(0, Math.ceil(window.from / (step / 2)));
  for (let count = first; (count * step) / 2 <= window.to; count++) {
    const t = (count * step) / 2;
    ticks.push({ t, label: count % 2 === 0 ? tickText(t, step) : '' });
  }
  return ticks;
}

/** The smallest of 1, 2, 5 × a power of ten (from a minute on: of 60) that is ≥ `minimum`. */
function roundStep(minimum: number): number {
  const steps = minimum > 30_000_000 ? minuteSteps : [1, 2, 5, 10];
  const unit = minimum > 30_000_000 ? 60_000_000 : 10 ** Math.floor(Math.log10(Math.max(1, minimum)));
  for (const step of steps) if (step * unit >= minimum) return step * unit;
  return Math.ceil(minimum / unit) * unit;
}

const minuteSteps = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

function tickText(t: number, step: number): string {
  const minutes = Math.floor(t / 60_000_000);
  const seconds = (t - minutes * 60_000_000) / 1_000_000;
  const digits = Math.min(6, Math.max(0, -Math.floor(Math.log10(step / 1_000_000) + 1e-9)));
  const whole = seconds.toFixed(digits).padStart(digits > 0 ? 3 + digits : 2, '0');
  return `${String(minutes).padStart(2, '0')}:${whole}`;
}
