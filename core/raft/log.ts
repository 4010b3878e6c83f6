/** The replicated log (§5.3, Figure 6): the only code that changes its entries. */
import { ensure } from './invariant.ts';
import type { Configuration, Entry, Log, Snapshot } from './types.ts';

/** A log that begins with `configuration`, or after the snapshot and with the membership in it. */
export function createLog(
  configuration: Configuration,
  entries: readonly Entry[] = [],
  snapshot: Snapshot | null = null,
): Log {
  const log: Log = {
    snapshotIndex: snapshot?.lastIncludedIndex ?? 0,
    snapshotTerm: snapshot?.lastIncludedTerm ?? 0,
    snapshotConfiguration: snapshot?.configuration ?? configuration,
    snapshotConfigurationIndex: snapshot?.configurationIndex ?? 0,
    entries: [],
    configuration: snapshot?.configuration ?? configuration,
    configurationIndex: snapshot?.configurationIndex ?? 0,
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
    if (entry.payload.kind !== 'configuration') continue;
    log.configuration = entry.payload.configuration;
    log.configurationIndex = entry.index;
  }
}

/** Removes the entry at `index` and all after it; a configuration among them is no longer in force (§6). */
export function truncateLog(log: Log, index: number): void {
  ensure(index > log.snapshotIndex, `Entry ${index} is in the snapshot and cannot be cut.`);
  log.entries.splice(index - log.snapshotIndex - 1);
  log.changedFrom = Math.min(log.changedFrom ?? index, index);
  if (log.configurationIndex < index) return;
  const { configuration, configurationIndex } = configurationAt(log, index - 1);
  log.configuration = configuration;
  log.configurationIndex = configurationIndex;
}

/** Lets go of the entries up to `index`, which a snapshot now stands for (§7). What follows stays. */
export function compactLog(log: Log, index: number): void {
  const term = termAt(log, index);
  ensure(index > log.snapshotIndex && term !== null, `The log holds no entry ${index} to compact.`);
  const { configuration, configurationIndex } = configurationAt(log, index);
  log.entries.splice(0, index - log.snapshotIndex);
  log.snapshotIndex = index;
  log.snapshotTerm = term;
  log.snapshotConfiguration = configuration;
  log.snapshotConfigurationIndex = configurationIndex;
}

/** The membership that was in force when the entry at `index` was the last one. */
export function configurationAt(log: Log, index: number): Pick<Log, 'configuration' | 'configurationIndex'> {
  for (let at = index; at > log.snapshotIndex; at--) {
    const payload = log.entries[at - log.snapshotIndex - 1]?.payload;
    if (payload?.kind === 'configuration') return { configuration: payload.configuration, configurationIndex: at };
  }
  return { configuration: log.snapshotConfiguration, configurationIndex: log.snapshotConfigurationIndex };
}

/** Characters of the commands among the entries. */
export function lengthOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { payload }) => sum + (payload.kind === 'command' ? payload.command.length : 0), 0);
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
