/** Trace time now: the newest event's time, carried on by the page's own clock while the lab is alive. */

export interface TraceClock {
  /** Microseconds of trace time. */
  now(): number;
  /** An event with this t has just arrived. */
  heard(t: number): void;
  /** Runs on, or stands still at the last reading. */
  run(on: boolean): void;
  reset(): void;
}

/** `pageMicros` reads the page's monotonic clock, µs. */
export function createTraceClock(pageMicros: () => number): TraceClock {
  // Events arrive late by the batch they waited in; the least late one tells the difference of the clocks best.
  let offset: number | null = null;
  let stoppedAt: number | null = 0;

  function now(): number {
    if (stoppedAt !== null || offset === null) return stoppedAt ?? 0;
    return pageMicros() + offset;
  }

  return {
    now,
    heard(t) {
      offset = Math.max(offset ?? Number.NEGATIVE_INFINITY, t - pageMicros());
      if (stoppedAt !== null) stoppedAt = Math.max(stoppedAt, t);
    },
    run(on) {
      if (on === (stoppedAt === null)) return;
      stoppedAt = on ? null : now();
    },
    reset() {
      offset = null;
      stoppedAt = stoppedAt === null ? null : 0;
    },
  };
}
