/** How much of a file is read at most: a file that was made to fill the memory is stopped before it does. */

const MIB = 1024 * 1024;

export const MOST_FILE_BYTES = 512 * MIB;
/** Of one trace, all its files together, unpacked. */
export const MOST_TRACE_BYTES = 2048 * MIB;
export const MOST_EVENTS = 20_000_000;
/** So many names of servers, clients and the lab: a run has a hundred at most. */
export const MOST_NAMES = 2000;

/** A trace shrinks to a fifteenth, a quiet one to a thirtieth; a bomb to a thousandth. */
const MOST_RATIO = 200;
const RATIO_FROM_BYTES = MIB;

/** Counts what a packed file became. `packed` and `unpacked` are totals so far; answers why to stop, or null. */
export function excessOfUnpacking(packed: number, unpacked: number): string | null {
  if (unpacked > MOST_TRACE_BYTES) return `it unpacks to more than ${MOST_TRACE_BYTES / MIB} MiB`;
  if (unpacked > RATIO_FROM_BYTES && unpacked > packed * MOST_RATIO) {
    return `it unpacks to more than ${MOST_RATIO} times its size, as no trace does`;
  }
  return null;
}

/** The two bytes every gzip file begins with. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
