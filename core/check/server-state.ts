/** One server at one moment, as the judges look at it. */
import type { Configuration, Entry, NodeId, RaftState, RoleName } from '../raft/types.ts';

/** The log above its compacted prefix. */
export interface LogState {
  readonly snapshotIndex: number;
  readonly snapshotTerm: number;
  /** Entry `snapshotIndex + 1` first. Entry objects must not be changed, only replaced. */
  readonly entries: readonly Entry[];
}

export interface ServerState {
  readonly id: NodeId;
  /** A dead server is not judged; its disk still counts for what a majority stores. */
  readonly alive: boolean;
  /** 1 = first start. What is not safe on disk may be lost from one to the next, and the commit index begins at 0. */
  readonly incarnation: number;
  /** The disk has reported everything in this state safe: from now on no crash may lose the term and the vote. */
  readonly safe: boolean;
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly role: RoleName;
  readonly log: LogState;
  /** The membership in force in this log, committed or not (§6), and the entry it came from; 0 for the first one. */
  readonly configuration: Configuration;
  readonly configurationIndex: number;
  /** What a leader believes each other server has stored; null for all others. */
  readonly believed: ReadonlyMap<NodeId, { readonly matchIndex: number }> | null;
  readonly commitIndex: number;
  readonly lastApplied: number;
}

export function serverStateOf(state: RaftState, alive: boolean, incarnation: number): ServerState {
  const { id, currentTerm, votedFor, role, log, commitIndex, lastApplied, pendingSaves } = state;
  const safe = pendingSaves.length === 0;
  const { configuration, configurationIndex } = log;
  const believed = role.kind === 'leader' ? role.progress : null;
  const volatile = { role: role.kind, believed, commitIndex, lastApplied };
  return { id, alive, incarnation, safe, currentTerm, votedFor, log, configuration, configurationIndex, ...volatile };
}

export function lastIndexOf(log: LogState): number {
  return log.snapshotIndex + log.entries.length;
}

/** Undefined where the log has no such entry, or no more. */
export function entryAt(log: LogState, index: number): Entry | undefined {
  return log.entries[index - log.snapshotIndex - 1];
}

/** 0 at index 0; null where the log has no such entry, or its term is no longer known. */
export function termAt(log: LogState, index: number): number | null {
  return index === log.snapshotIndex ? log.snapshotTerm : (entryAt(log, index)?.term ?? null);
}

export function isSameEntry(one: Entry, other: Entry): boolean {
  return one === other || (one.index === other.index && one.term === other.term && hasSamePayload(one, other));
}

function hasSamePayload({ payload: one }: Entry, { payload: other }: Entry): boolean {
  if (one.kind === 'command') return other.kind === 'command' && one.command === other.command;
  return JSON.stringify(one) === JSON.stringify(other);
}
