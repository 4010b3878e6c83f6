/** The vocabulary of one Raft server: its log, its state and its options, named as in Figure 2 (Raft paper, extended version). */
/** A server's name, `S1` … `S99`, as the paper's figures write it. */
export type NodeId = string;

/** The members in force. Joint consensus (§6) fills `outgoing` (C-old); it is empty in a simple configuration. */
export interface Configuration {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  /** Sent every entry, without a vote (thesis 4.2.1). */
  readonly learners: readonly NodeId[];
  /** Voters of `outgoing` only, that become learners when the joint configuration ends; empty in a simple one. */
  readonly learnersNext: readonly NodeId[];
  /** Joint: the leader ends it as soon as it is committed (§6). False in a simple one, or when it waits to be told. */
  readonly autoLeave: boolean;
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
  /** The index of the entry that `snapshotConfiguration` came from; 0 for the one of the beginning. */
  snapshotConfigurationIndex: number;
  /** The membership in force: the last one in the log, committed or not (§6), else the snapshot's. */
  configuration: Configuration;
  /** The index of the entry that `configuration` came from; 0 for the one of the beginning. */
  configurationIndex: number;
  /** Lowest index changed since the last step ended, so that what must be saved is derived; null when none. */
  changedFrom: number | null;
}

/** What a snapshot stands for (§7, Figure 12): the log up to an entry, as the state machine's text. */
export interface Snapshot {
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  /** The membership in force at `lastIncludedIndex`, and the entry it came from. */
  readonly configuration: Configuration;
  readonly configurationIndex: number;
  /** The state machine with its sessions. The core never looks inside. */
  readonly data: string;
  /** CRC-32 of `data` (core/raft/checksum.ts). */
  readonly checksum: number;
}

/** An unanswered AppendEntries that carried entries. */
export interface InFlight {
  readonly lastIndex: number;
  /** Characters of the commands it carried. */
  readonly length: number;
}

/** A learner is caught up in rounds; each replicates what was in the log when it began (thesis 4.2.1). */
export interface CatchUp {
  /** 1, 2, 3 … */
  round: number;
  /** The round ends when the learner has stored this entry. */
  targetIndex: number;
  startedAt: number;
  /** A round took less than an election timeout: the learner may become a voter. */
  isDone: boolean;
}

/** A snapshot on its way to one server, one chunk at a time. */
export interface Installing {
  readonly snapshot: Snapshot;
  /** Where the chunk begins that is out or comes next. */
  offset: number;
  sentAt: number;
}

/** What the leader believes about one other server (§5.3). */
export interface Progress {
  nextIndex: number;
  matchIndex: number;
  /** probe: one request at a time until the logs are known to agree. replicate: pipelined. snapshot: InstallSnapshot. */
  mode: 'probe' | 'replicate' | 'snapshot';
  /** In sending order. */
  inFlight: InFlight[];
  /** In probe and snapshot mode: a request is out, and the next one waits for its answer or the next heartbeat. */
  probeSent: boolean;
  /** In snapshot mode: what is being sent, and the chunk that is out (§7). */
  installing: Installing | null;
  /** It answered, whatever it said, since the last look (thesis 6.2). */
  heardFrom: boolean;
  /** The latest round of AppendEntries that it has answered (thesis 6.4). */
  round: number;
  /** The entry that made it a member in this term; answers to requests from before that one are of an earlier life. */
  memberSince: number;
  /** Learners only. */
  catchUp: CatchUp | null;
}

/** A linearizable read that the leader has not yet let go (thesis 6.4). */
export interface PendingRead {
  readonly readId: number;
  /** The follower that asks on behalf of its client; null for a client of this server. */
  readonly from: NodeId | null;
  /** commitIndex when the read arrived; null until an entry of the leader's own term is committed. */
  readIndex: number | null;
  /** A majority must answer this round, which began after the read arrived; null until there is one. */
  round: number | null;
}

export interface Leadership {
  readonly kind: 'leader';
  readonly progress: Map<NodeId, Progress>;
  /** The latest round of AppendEntries to everyone; 1, 2, 3 … in this term. */
  round: number;
  /** When each round was sent that a majority has not answered yet, oldest first. */
  readonly rounds: { readonly round: number; readonly sentAt: number }[];
  /** The sending of the latest round that a majority has answered; null before the first (thesis 6.4.1). */
  leaseStart: number | null;
  reads: PendingRead[];
  /** The server that shall lead next (thesis 3.10). */
  transferTo: NodeId | null;
  /** TimeoutNow left in this term: whoever gets it, however late, is voted for at once, so no lease is safe any more. */
  askedForElection: boolean;
}

/** A server's role, with the state that only this role has. */
export type Role =
  | { readonly kind: 'follower' }
  /** Asks whether it could win, before it raises its term (thesis 9.6). */
  | { readonly kind: 'preCandidate'; readonly votes: Map<NodeId, boolean> }
  | {
      readonly kind: 'candidate';
      readonly votes: Map<NodeId, boolean>;
      /** The leader itself asked for this election (thesis 3.10), so nobody withholds a vote for its sake. */
      readonly leadershipTransfer: boolean;
    }
  | Leadership;

export type RoleName = Role['kind'];

/** A save that was handed to the disk and has not been reported back. */
export interface PendingSave {
  readonly saveId: number;
  /** It brings a term or a vote to the disk. */
  readonly hasHardState: boolean;
  /** Last index this save makes durable; lowered when a later step truncates below it. */
  lastIndex: number;
}

/** How a server plays. Times are milliseconds of the lab's clock. */
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
  /** Most characters of commands in unanswered AppendEntries to one server; one request may always be out. */
  readonly maxInFlightLength: number;
  /** Entries a leader holds uncommitted before it answers "busy". */
  readonly maxUncommittedEntries: number;
  /** Characters of commands a leader holds uncommitted before it answers "busy". */
  readonly maxUncommittedLength: number;
  /** Characters of a snapshot in one InstallSnapshot. */
  readonly maxChunkLength: number;
  /** Ask whether an election could be won before raising the term (thesis 9.6). */
  readonly preVote: boolean;
  /** Ignore RequestVote within an election timeout of hearing from a leader (thesis 4.2.3, §6). */
  readonly withholdVotes: boolean;
  /** A leader that no majority answers for an election timeout stands back (thesis 6.2). */
  readonly checkQuorum: boolean;
  /** log: a read is an entry. readIndex: a majority confirms the leader (thesis 6.4). lease: so it did just now (6.4.1). */
  readonly reads: 'log' | 'readIndex' | 'lease';
  /** A lease lasts an election timeout divided by this: clocks may differ in speed by no more. */
  readonly clockDriftBound: number;
  /** The server takes a snapshot when so many entries have been applied since the last one; null: only by hand. */
  readonly snapshotAfterEntries: number | null;
}

/** Everything one server knows. Owned and changed in place by core/raft only; durable fields as in Figure 2. */
export interface RaftState {
  readonly id: NodeId;
  options: RaftOptions;
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
  /** What the compacted part of the log became (§7); null while the log is whole. */
  snapshot: Snapshot | null;
  /** A snapshot of which not all chunks have arrived (Figure 13). */
  incoming: IncomingSnapshot | null;
  /** The moment of the running step, ms of this server's clock. */
  now: number;
  /** RequestVote is ignored until then, on this server's clock, for the sake of the leader it hears (thesis 4.2.3). */
  withholdVotesUntil: number;
}

/** The chunks received so far; a chunk is taken only at the offset where the text ends. */
export interface IncomingSnapshot {
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly checksum: number;
  text: string;
  /** CRC-32 of `text`. */
  textChecksum: number;
}

/** Figure 2, "Persistent state", beside the log. */
export interface HardState {
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
}
