/** The vocabulary of one Raft server: the state, messages and names of Figure 2 (Raft paper, extended version). */
/** A server's name, `S1` … `S9`, as the paper's figures write it. */
export type NodeId = string;

/** The members in force. Joint consensus (§6) fills `outgoing` (C-old); it is empty in a simple configuration. */
export interface Configuration {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  readonly learners: readonly NodeId[];
}

/** What an entry carries. The core never looks inside a command: it is the state machine's text. */
export type Payload =
  | { readonly kind: 'noop' }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'configuration'; readonly configuration: Configuration };

/** One entry of the replicated log (§5.3, Figure 6). Indexes start at 1; terms at 1. */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly payload: Payload;
}

/** The replicated log above the compacted prefix; an uncompacted log starts after index 0, term 0. */
export interface Log {
  snapshotIndex: number;
  snapshotTerm: number;
  /** The membership at `snapshotIndex`: the configuration the cluster was created with, until one is in the log. */
  snapshotConfiguration: Configuration;
  /** Entries `snapshotIndex + 1` … in order. Only core/raft/log.ts changes it. */
  entries: Entry[];
  /** The membership in force: the last one in the log, committed or not (§6), else the snapshot's. */
  configuration: Configuration;
  /** Lowest index changed since the last step ended, so that what must be saved is derived; null when none. */
  changedFrom: number | null;
}

/** What the leader believes about one other server (§5.3). */
export interface Progress {
  nextIndex: number;
  matchIndex: number;
  /** probe: one request at a time until the logs are known to agree. replicate: requests are pipelined. */
  mode: 'probe' | 'replicate';
  /** For each unanswered AppendEntries that carried entries, the index of its last one, in sending order. */
  inFlight: number[];
  /** In probe mode: a request is out, and the next one waits for its answer or the next heartbeat. */
  probeSent: boolean;
}

/** A server's role, with the state that only this role has. */
export type Role =
  | { readonly kind: 'follower' }
  | { readonly kind: 'candidate'; readonly votes: Map<NodeId, boolean> }
  | { readonly kind: 'leader'; readonly progress: Map<NodeId, Progress> };

export type RoleName = Role['kind'];

/** A save that was handed to the disk and has not been reported back. */
export interface PendingSave {
  readonly saveId: number;
  /** Last index this save makes durable; lowered when a later step truncates below it. */
  lastIndex: number;
}

/** Fixed for a server's life. Times are milliseconds of the lab's clock. */
export interface RaftOptions {
  readonly heartbeatMs: number;
  /** T of the paper: election timeouts are drawn uniformly from [T, 2T] (§5.2). */
  readonly electionTimeoutMs: number;
  /** A new leader appends an entry of its own term at once, so that earlier ones can commit (§5.4.2, §8). */
  readonly noopOnElection: boolean;
  /** Most entries in one AppendEntries. */
  readonly maxEntriesPerMessage: number;
  /** Most characters of commands in one AppendEntries, so that it fits a frame; a longer entry travels alone. */
  readonly maxCommandLength: number;
  /** Most unanswered AppendEntries with entries to one server. */
  readonly maxInFlight: number;
}

/** Everything one server knows. Owned and changed in place by core/raft only; durable fields as in Figure 2. */
export interface RaftState {
  readonly id: NodeId;
  readonly options: RaftOptions;
  currentTerm: number;
  votedFor: NodeId | null;
  log: Log;
  commitIndex: number;
  lastApplied: number;
  /** The leader of currentTerm as far as this server knows. */
  leaderId: NodeId | null;
  role: Role;
  /** Highest index this server's own disk has reported safe; a leader counts itself only up to here (thesis §10.2.1). */
  durableIndex: number;
  pendingSaves: PendingSave[];
  nextSaveId: number;
  /** State of the seeded generator that draws election timeouts. */
  random: number;
}

export interface RequestVote {
  readonly kind: 'requestVote';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface RequestVoteReply {
  readonly kind: 'requestVoteReply';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly voteGranted: boolean;
}

export interface AppendEntries {
  readonly kind: 'appendEntries';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly Entry[];
  readonly leaderCommit: number;
}

export interface AppendEntriesReply {
  readonly kind: 'appendEntriesReply';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly success: boolean;
  /** The request's prevLogIndex, so that the leader can tell an old answer from a new one. */
  readonly prevLogIndex: number;
  /** On success prevLogIndex + number of entries, never more: what the leader may record. 0 on refusal. */
  readonly matchIndex: number;
  /** On refusal for the log: where the leader should try next (§5.3, the optimisation). */
  readonly conflict: Conflict | null;
}

/** §5.3: the term of the conflicting entry and the first index of that term; term null = the log is too short. */
export interface Conflict {
  readonly term: number | null;
  readonly index: number;
}

export type Message = RequestVote | RequestVoteReply | AppendEntries | AppendEntriesReply;

/** Figure 2, "Persistent state", beside the log. */
export interface HardState {
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
}
