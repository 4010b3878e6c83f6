/** How a server's state begins, on its first start and after a crash (Figure 2, "Persistent state"). */
import { createLog, lastLogIndex } from './log.ts';
import type { Configuration, Entry, HardState, NodeId, RaftOptions, RaftState } from './types.ts';

/** The defaults of a lab: 50 ms heartbeats, election timeouts of 150 to 300 ms (§5.6). */
export const defaultOptions: RaftOptions = {
  heartbeatMs: 50,
  electionTimeoutMs: 150,
  noopOnElection: true,
  maxEntriesPerMessage: 512,
  maxCommandLength: 131_072,
  maxInFlight: 64,
};

/** What the disk holds of a server. */
export interface Restored {
  readonly hardState: HardState;
  readonly entries: readonly Entry[];
  /** The last entry that a snapshot stands for; the entries follow it. Absent: the log is whole from index 1. */
  readonly snapshot?: { readonly index: number; readonly term: number };
}

export const nothingRestored: Restored = { hardState: { currentTerm: 0, votedFor: null }, entries: [] };

export interface Birth {
  readonly id: NodeId;
  readonly configuration: Configuration;
  readonly options: RaftOptions;
  /** Seeds the election timeouts; any whole number. */
  readonly seed: number;
  readonly restored: Restored;
}

/** A follower that knows what its disk knows, and nothing of commitIndex or the leader. */
export function createState({ id, configuration, options, seed, restored }: Birth): RaftState {
  const log = createLog(configuration, restored.entries, restored.snapshot);
  return {
    id,
    options,
    currentTerm: restored.hardState.currentTerm,
    votedFor: restored.hardState.votedFor,
    log,
    commitIndex: log.snapshotIndex,
    lastApplied: log.snapshotIndex,
    leaderId: null,
    role: { kind: 'follower' },
    durableIndex: lastLogIndex(log),
    pendingSaves: [],
    nextSaveId: 1,
    random: seed >>> 0,
  };
}
