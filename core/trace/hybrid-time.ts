/** Hybrid logical clocks: time stamps near the wall clock that never contradict cause and effect. */

/** A reading: [milliseconds, counter]. */
export type HybridTime = readonly [number, number];

/** One node's clock. Changed in place: it ticks on every event of the node. */
export interface HybridClock {
  milliseconds: number;
  counter: number;
}

/** A local event or a sending at wall time `wall`, milliseconds. */
export function tick(clock: HybridClock, wall: number): void {
  if (wall > clock.milliseconds) {
    clock.milliseconds = wall;
    clock.counter = 0;
  } else {
    clock.counter += 1;
  }
}

/** A receipt: the clock passes both its own reading and the sender's. */
export function tickOnReceipt(clock: HybridClock, wall: number, [milliseconds, counter]: HybridTime): void {
  const own = clock.milliseconds;
  if (wall > own && wall > milliseconds) {
    clock.milliseconds = wall;
    clock.counter = 0;
  } else if (own === milliseconds) {
    clock.counter = Math.max(clock.counter, counter) + 1;
  } else if (own > milliseconds) {
    clock.counter += 1;
  } else {
    clock.milliseconds = milliseconds;
    clock.counter = counter + 1;
  }
}

/** Negative when `a` comes first. */
export function compareHybridTimes(a: HybridTime, b: HybridTime): number {
  return a[0] - b[0] || a[1] - b[1];
}
