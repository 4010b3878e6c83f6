/** A token bucket: so many at once, so many a second in the long run. */

export interface RateLimit {
  /** Takes one, or answers false when there is none left. */
  take(): boolean;
}

/** `now` is milliseconds of any clock that never goes back. */
export function rateLimit(perSecond: number, burst: number, now: () => number = () => performance.now()): RateLimit {
  let left = burst;
  let last = now();
  return {
    take() {
      const time = now();
      left = Math.min(burst, left + ((time - last) / 1000) * perSecond);
      last = time;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
