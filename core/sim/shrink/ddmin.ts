/** Delta debugging (Zeller and Hildebrandt, 2002): the shortest list that still does it, found by leaving parts out. */

export interface Reduction<Item> {
  readonly items: readonly Item[];
  /** No single item can be left out any more; false when it was stopped before that was known. */
  readonly isMinimal: boolean;
}

/**
 * `stillDoes` must hold for `items`. Each try leaves out one of `parts` equal parts; when none can go, the parts become
 * smaller, down to single items.
 */
export function minimize<Item>(
  items: readonly Item[],
  stillDoes: (items: readonly Item[]) => boolean,
  shouldStop: () => boolean,
): Reduction<Item> {
  let kept = items;
  let parts = 2;
  while (kept.length > 0) {
    const size = Math.max(1, Math.ceil(kept.length / parts));
    const shorter = leaveOnePartOut(kept, size, stillDoes, shouldStop);
    if (shorter === 'stopped') return { items: kept, isMinimal: false };
    if (shorter !== null) {
      kept = shorter;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) return { items: kept, isMinimal: true };
    else parts = Math.min(kept.length, 2 * parts);
  }
  return { items: kept, isMinimal: true };
}

/** The latest part first: what came last is most often beside the point. */
function leaveOnePartOut<Item>(
  items: readonly Item[],
  size: number,
  stillDoes: (items: readonly Item[]) => boolean,
  shouldStop: () => boolean,
): readonly Item[] | 'stopped' | null {
  for (let end = items.length; end > 0; end -= size) {
    if (shouldStop()) return 'stopped';
    const shorter = [...items.slice(0, Math.max(0, end - size)), ...items.slice(end)];
    if (stillDoes(shorter)) return shorter;
  }
  return null;
}
