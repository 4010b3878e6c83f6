/** Numbers that a scenario bounds from below, from above, or exactly. */
import * as v from 'valibot';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

export const boundFields = { atLeast: v.optional(count), atMost: v.optional(count), equals: v.optional(count) };

export const bounds = v.strictObject(boundFields);

export type Bounds = v.InferOutput<typeof bounds>;

/** Says how the value misses its bounds: `3, not at least 4`. */
export function missedBound(value: number, { atLeast, atMost, equals }: Bounds): string | null {
  if (equals !== undefined && value !== equals) {
    return `${value}, not ${equals}`;
  }
  if (atLeast !== undefined && value < atLeast) {
    return `${value}, not at least ${atLeast}`;
  }
  return atMost !== undefined && value > atMost ? `${value}, more than ${atMost}` : null;
}
