/** The seeded generator that spreads election timeouts (§5.2), so that the same seed gives the same run. */

/** One step of mulberry32: the next state and a fraction in [0, 1). */
export function nextRandom(state: number): { readonly state: number; readonly fraction: number } {
  const next = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return { state: next, fraction: ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000 };
}
