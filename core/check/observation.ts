/** What changed on one server since it was last looked at; found in time proportional to the change. */
import type { Configuration, Entry, NodeId, RoleName } from '../raft/types.ts';
import { entryAt, isSameEntry, type LogState, lastIndexOf, type ServerState } from './server-state.ts';

export interface Before {
  readonly incarnation: number;
  readonly currentTerm: number;
  readonly role: RoleName;
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly configuration: Configuration;
  readonly configurationIndex: number;
}

/** One look at one server. */
export interface Observation {
  readonly now: ServerState;
  /** null at the first look. */
  readonly before: Before | null;
  /** The server has not been started again since `before`. */
  readonly sameLife: boolean;
  /** Entries from this index on were not there at the last look, or not compared with the others' then. */
  readonly newFrom: number;
  /** The lowest index whose entry was there at the last look and is gone or replaced; null if none is. */
  readonly lostFrom: number | null;
}

/** The log as last seen: a copy, so that the next look can tell what is gone. */
interface SeenLog extends LogState {
  snapshotIndex: number;
  snapshotTerm: number;
  entries: Entry[];
}

export class Server {
  readonly id: NodeId;
  readonly log: SeenLog = { snapshotIndex: 0, snapshotTerm: 0, entries: [] };
  #presence: 'unknown' | 'alive' | 'dead' = 'unknown';
  #before: Before | null = null;
  #currentTerm = 0;

  constructor(id: NodeId) {
    this.id = id;
  }

  get alive(): boolean {
    return this.#presence === 'alive';
  }

  /** As last seen. */
  get currentTerm(): number {
    return this.#currentTerm;
  }

  /** `log` is what the server, or at least its disk, holds now. */
  get known(): boolean {
    return this.#presence !== 'unknown';
  }

  die(): void {
    this.#presence = 'dead';
  }

  forget(): void {
    this.#presence = 'unknown';
  }

  observe(now: ServerState): Observation {
    const before = this.#before;
    const sameLife = before !== null && before.incarnation === now.incarnation;
    const difference = this.#updateLog(now.log);
    const lostFrom = before === null ? null : difference.lostFrom;
    const newFrom = this.alive ? difference.newFrom : now.log.snapshotIndex + 1;
    const { incarnation, currentTerm, role, commitIndex, lastApplied, configuration, configurationIndex } = now;
    this.#before = { incarnation, currentTerm, role, commitIndex, lastApplied, configuration, configurationIndex };
    this.#currentTerm = currentTerm;
    this.#presence = 'alive';
    return { now, before, sameLife, newFrom, lostFrom };
  }

  #updateLog(now: LogState): { newFrom: number; lostFrom: number | null } {
    const seen = this.log;
    const lastSeen = lastIndexOf(seen);
    const sharedEnd = Math.min(lastSeen, lastIndexOf(now));
    if (seen.snapshotIndex === now.snapshotIndex && entryAt(seen, sharedEnd) === entryAt(now, sharedEnd)) {
      const kept = sharedEnd - now.snapshotIndex;
      seen.entries.length = kept;
      for (const entry of now.entries.slice(kept)) seen.entries.push(entry);
      return { newFrom: sharedEnd + 1, lostFrom: sharedEnd < lastSeen ? sharedEnd + 1 : null };
    }
    const newFrom = firstDifference(seen, now, sharedEnd);
    seen.snapshotIndex = now.snapshotIndex;
    seen.snapshotTerm = now.snapshotTerm;
    seen.entries = now.entries.slice();
    return { newFrom, lostFrom: newFrom <= lastSeen ? newFrom : null };
  }
}

/**
 * A log changes only at its end (§5.3), so the same object at the end means the same log up to there; `updateLog` looks
 * at that first. Otherwise, after a cut or a restart, every entry is compared.
 */
function firstDifference(seen: LogState, now: LogState, sharedEnd: number): number {
  const start = Math.max(seen.snapshotIndex, now.snapshotIndex) + 1;
  for (let index = start; index <= sharedEnd; index += 1) {
    const [one, other] = [entryAt(seen, index), entryAt(now, index)];
    if (one === undefined || other === undefined || !isSameEntry(one, other)) return index;
  }
  return Math.max(start, sharedEnd + 1);
}
