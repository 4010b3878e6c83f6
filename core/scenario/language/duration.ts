/** Lengths of time in a scenario. */
import * as v from 'valibot';

export const day = 86_400_000;

/** Milliseconds of the lab clock. */
export const duration = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(day));
