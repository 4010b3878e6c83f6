/** A merge sort that can be interrupted: a snapshot of many keys must not keep a server from its heartbeats (§7). */

/** Keys sorted in one go, and keys moved between two pauses of a merge. */
const RUN = 4096;

/** Sorts by UTF-16 code units, as `<` compares. Each `yield` is a pause. */
export function* sortGradually(keys: readonly string[]): Generator<void, readonly string[]> {
  let runs: (readonly string[])[] = [];
  for (let at = 0; at < keys.length; at += RUN) {
    runs.push(keys.slice(at, at + RUN).sort());
    yield;
  }
  while (runs.length > 1) {
    const longer: (readonly string[])[] = [];
    for (let at = 0; at < runs.length; at += 2) {
      longer.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? []));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* merge(left: readonly string[], right: readonly string[]): Generator<void, readonly string[]> {
  const merged: string[] = [];
  let fromLeft = 0;
  let fromRight = 0;
  for (;;) {
    const one = left[fromLeft];
    const other = right[fromRight];
    if (one !== undefined && (other === undefined || one < other)) {
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
