/** The one binary search of the page. */

/** The first position in [0, length) whose key is ≥ `wanted`; `length` if there is none. Keys must not fall. */
export function lowerBound(length: number, keyAt: (position: number) => number, wanted: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
