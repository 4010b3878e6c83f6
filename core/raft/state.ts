/** How a server's state begins, on its first start and after a crash (Figure 2, "Persistent state"). */
import { createLog, lastLogIndex } from './log.ts';
import type { Configuration, Entry, HardState, NodeId, RaftOptions, RaftState, Snapshot } from './types.ts';

/** The defaults of a lab: 50 ms heartbeats, election timeouts of 150 to 300 ms (§5.6). */
export const defaultOptions: RaftOptions = {
  heartbeatMs: 50,
  electionTimeoutMs: 150,
  noopOnElection: true,
  maxEntriesPerMessage: 512,
  maxCommandLength: 131_072,
  maxInFlight: 64,
  maxInFlightLength: 1_048_576,
  maxUncommittedEntries: 10_000,
  maxUncommittedLength: 16_777_216,
  maxChunkLength: 65_536,
  preVote: true,
  withholdVotes: true,
  checkQuorum: true,
  reads: 'readIndex',
  clockDriftBound: 1.5,
  snapshotAfterEntries: 10_000,
};

/** What the disk holds of a server. */
export interface Restored {
  readonly hardState: HardState;
  /** null: the log is whole from index 1. */
  readonly snapshot: Snapshot | null;
  /** They follow the snapshot. */
  readonly entries: readonly Entry[];
}

export const nothingRestored: Restored = {
  hardState: { currentTerm: 0, votedFor: null },
  snapshot: null,
  entries: [],
};

export interface Birth {
  readonly id: NodeId;
  /** The membership before any entry. A server that joins later knows of none, and learns it from its leader. */
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
    snapshot: restored.snapshot,
    incoming: null,
    now: 0,
    withholdVotesUntil: 0,
  };
}
