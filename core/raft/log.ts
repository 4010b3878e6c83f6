/** The replicated log (§5.3, Figure 6): the only code that changes its entries. */
import { ensure } from './invariant.ts';
import type { Configuration, Entry, Log } from './types.ts';

/** A log that starts after the snapshot, or empty, with the configuration that is in force there. */
export function createLog(
  configuration: Configuration,
  entries: readonly Entry[] = [],
  snapshot: { readonly index: number; readonly term: number } = { index: 0, term: 0 },
): Log {
  const log: Log = {
    snapshotIndex: snapshot.index,
    snapshotTerm: snapshot.term,
    snapshotConfiguration: configuration,
    entries: [],
    configuration,
    changedFrom: null,
  };
  appendToLog(log, entries);
  log.changedFrom = null;
  return log;
}

export function lastLogIndex(log: Log): number {
  return log.snapshotIndex + log.entries.length;
}

export function lastLogTerm(log: Log): number {
  return log.entries.at(-1)?.term ?? log.snapshotTerm;
}

/** The term of the entry at `index`; 0 at index 0; null where the log has no such entry any more or yet. */
export function termAt(log: Log, index: number): number | null {
  if (index === log.snapshotIndex) return log.snapshotTerm;
  return log.entries[index - log.snapshotIndex - 1]?.term ?? null;
}

/** At most `limit` entries starting at `fromIndex`, in order. */
export function entriesFrom(log: Log, fromIndex: number, limit = Number.POSITIVE_INFINITY): Entry[] {
  const start = fromIndex - log.snapshotIndex - 1;
  ensure(start >= 0, `Entry ${fromIndex} is asked for, but the log starts after ${log.snapshotIndex}.`);
  return log.entries.slice(start, start + limit);
}

/** As many of the entries, from the first on, as together have at most `length` characters of command; at least one. */
export function withinLength(entries: readonly Entry[], length: number): Entry[] {
  let total = 0;
  const tooMany = entries.findIndex(({ payload }) => {
    total += payload.kind === 'command' ? payload.command.length : 0;
    return total > length;
  });
  return tooMany === -1 ? [...entries] : entries.slice(0, Math.max(1, tooMany));
}

/** Adds entries at the end. Their indexes must continue the log, and terms never fall (Log Matching, §5.3). */
export function appendToLog(log: Log, entries: readonly Entry[]): void {
  for (const entry of entries) {
    const expected = lastLogIndex(log) + 1;
    ensure(entry.index === expected, `Entry ${entry.index} cannot follow entry ${expected - 1}.`);
    ensure(entry.term >= lastLogTerm(log), `Entry ${entry.index} of term ${entry.term} follows a later term.`);
    log.entries.push(entry);
    log.changedFrom ??= entry.index;
    if (entry.payload.kind === 'configuration') log.configuration = entry.payload.configuration;
  }
}

/** Removes the entry at `index` and all after it; a configuration among them is no longer in force (§6). */
export function truncateLog(log: Log, index: number): void {
  ensure(index > log.snapshotIndex, `Entry ${index} is in the snapshot and cannot be cut.`);
  const removed = log.entries.splice(index - log.snapshotIndex - 1);
  log.changedFrom = Math.min(log.changedFrom ?? index, index);
  if (removed.some((entry) => entry.payload.kind === 'configuration')) log.configuration = lastConfiguration(log);
}

function lastConfiguration(log: Log): Configuration {
  for (let at = log.entries.length - 1; at >= 0; at--) {
    const payload = log.entries[at]?.payload;
    if (payload?.kind === 'configuration') return payload.configuration;
  }
  return log.snapshotConfiguration;
}

/** The first index that holds the same term as the entry at `index` (§5.3, what a refusing follower reports). */
export function firstIndexOfTermAt(log: Log, index: number): number {
  const term = termAt(log, index);
  let first = index;
  while (first - 1 > log.snapshotIndex && termAt(log, first - 1) === term) first--;
  return first;
}

/** The last index that holds `term`, or null if the log has no entry of it (§5.3, the leader's side). */
export function lastIndexOfTerm(log: Log, term: number): number | null {
  for (let index = lastLogIndex(log); index > log.snapshotIndex; index--) {
    const here = log.entries[index - log.snapshotIndex - 1]?.term ?? 0;
    if (here === term) return index;
    if (here < term) return null;
  }
  return log.snapshotIndex > 0 && log.snapshotTerm === term ? log.snapshotIndex : null;
}
