/** A merge sort that can be interrupted: a snapshot of many keys must not keep a server from its heartbeats (§7). */

/** Keys sorted in one go, and keys moved between two pauses of a merge. */
const RUN = 4096;

/**
 * The positions of the keys, in the order of the keys' UTF-16 code units. Each `yield` is a pause. No two keys are equal.
 */
export function* sortPositions(keys: readonly string[]): Generator<void, readonly number[]> {
  const keyAt = (position: number) => keys[position] ?? '';
  let runs: (readonly number[])[] = [];
  for (let start = 0; start < keys.length; start += RUN) {
    const run = Array.from({ length: Math.min(RUN, keys.length - start) }, (_, at) => start + at);
    runs.push(run.sort((one, other) => (keyAt(one) < keyAt(other) ? -1 : 1)));
    yield;
  }
  while (runs.length > 1) {
    const longer: (readonly number[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      longer.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], keyAt));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* merge(
  left: readonly number[],
  right: readonly number[],
  keyAt: (position: number) => string,
): Generator<void, readonly number[]> {
  const merged: number[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  for (;;) {
    const one = left[fromLeft];
    const other = right[fromRight];
    if (one !== undefined && (other === undefined || keyAt(one) < keyAt(other))) {
      merged.push(one);
      fromLeft += 1;
    } else if (other !== undefined) {
      merged.push(other);
      fromRight += 1;
    } else {
      return merged;
    }
    if (merged.length % RUN === 0) {
      yield;
    }
  }
}
