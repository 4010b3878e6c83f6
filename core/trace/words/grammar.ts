/** Small parts of sentences. */

/** `1 entry`, `3 entries`. */
export function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** `index 4`, `indexes 4 to 6`. */
export function indexes(from: number, to: number): string {
  return from === to ? `index ${from}` : `indexes ${from} to ${to}`;
}

/** `S1`, `S1 and S2`, `S1, S2 and S3`. */
export function list(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** `850 µs`, `12.5 ms`. */
export function duration(micros: number): string {
  return micros < 1000 ? `${micros} µs` : `${Math.round(micros / 100) / 10} ms`;
}

/** Where a log ends, as §5.4.1 compares it: `at index 4 of term 2`. */
export function logEnd({ lastLogIndex, lastLogTerm }: { lastLogIndex: number; lastLogTerm: number }): string {
  return lastLogIndex === 0 ? 'before its first entry' : `at index ${lastLogIndex} of term ${lastLogTerm}`;
}

/** The end of a sentence: with its reason, if there is one, which may be a sentence itself. */
export function because(reason: string | null): string {
  if (reason === null) return '.';
  return reason.endsWith('.') ? `: ${reason}` : `: ${reason}.`;
}
