/** The reasons of every decision of Figure 2, as data: what the trace keeps, the tests assert and the lab words. */
import type { MessageKind } from './messages.ts';
import type {
  CatchUpNote,
  ChangeNote,
  ChunkNote,
  CompactNote,
  ConfigurationNote,
  QuorumNote,
  ReadNote,
  TransferNote,
} from './thesis-notes.ts';
import type { Entry, NodeId, RoleName } from './types.ts';

/** Where a log ends, as §5.4.1 compares it. */
export interface LogEnd {
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface TimeoutNote {
  readonly ev: 'raft.timeout';
  readonly timeout: {
    readonly timer: 'election';
    /**
     * leaderAsked: TimeoutNow (thesis 3.10). promisedPatience: requested, and not held, because the leader reads by a
     * lease that rests on this server's patience (thesis 6.4.1).
     */
    readonly why: 'elapsed' | 'requested' | 'leaderAsked' | 'promisedPatience';
  };
}

/** §5.1: currentTerm rose. */
export interface TermNote {
  readonly ev: 'raft.term';
  readonly term: {
    readonly from: number;
    readonly to: number;
    readonly why: 'startedElection' | 'higherTermSeen';
    readonly seenFrom: NodeId | null;
  };
}

export interface RoleNote {
  readonly ev: 'raft.role';
  readonly role: {
    readonly from: RoleName;
    readonly to: RoleName;
    readonly why:
      | 'electionTimeout'
      | 'majorityOfPreVotes'
      | 'leaderAsked'
      | 'majorityOfVotes'
      | 'higherTermSeen'
      | 'leaderOfThisTerm'
      /** No majority answered for an election timeout (thesis 6.2). */
      | 'noQuorum'
      /** The committed membership has no vote for it (thesis 4.2.2). */
      | 'removed';
    /** Who voted for the new leader, or for the pre-candidate; empty otherwise. */
    readonly votes: readonly NodeId[];
  };
}

/** A voter's decision on RequestVote (§5.2, §5.4.1) or PreVote (thesis 9.6). */
export interface VoteNote {
  readonly ev: 'raft.vote';
  readonly vote: {
    readonly candidate: NodeId;
    /** True: only asked whether it would; nothing was promised. */
    readonly preVote: boolean;
    readonly granted: boolean;
    readonly why:
      | 'free'
      | 'alreadyGranted'
      | 'ownVote'
      | 'staleTerm'
      | 'votedForAnother'
      | 'logBehind'
      /** It heard from a leader within an election timeout, or leads itself (thesis 4.2.3). */
      | 'leaderAlive';
    readonly votedFor: NodeId | null;
    readonly mine: LogEnd;
    readonly theirs: LogEnd;
  };
}

/** A candidate's count of one answer (§5.2). */
export interface TallyNote {
  readonly ev: 'raft.tally';
  readonly tally: {
    readonly from: NodeId;
    readonly preVote: boolean;
    readonly granted: boolean;
    /** Of the voters; in joint consensus also of C-old, else 0 of 0 (§6). */
    readonly have: number;
    readonly need: number;
    readonly haveOutgoing: number;
    readonly needOutgoing: number;
  };
}

/** This server learned or lost sight of the leader of its term. */
export interface LeaderNote {
  readonly ev: 'raft.leader';
  readonly leader: { readonly id: NodeId | null };
}

/** The leader's belief about one server moved (§5.3). */
export interface ProgressNote {
  readonly ev: 'raft.progress';
  readonly progress: {
    readonly peer: NodeId;
    readonly nextIndex: number;
    readonly matchIndex: number;
    readonly inFlight: number;
    readonly mode: 'probe' | 'replicate' | 'snapshot';
    readonly why:
      | 'elected'
      | 'sent'
      | 'success'
      | 'conflict'
      | 'logTooShort'
      /** What it needs is compacted: InstallSnapshot begins (§7). */
      | 'compacted'
      | 'installed'
      /** It entered the membership. */
      | 'added'
      /** It left the membership, which is committed: the leader lets it go. */
      | 'removed';
  };
}

/** A follower's consistency check (§5.3). */
export interface CheckNote {
  readonly ev: 'raft.check';
  readonly check: {
    readonly from: NodeId;
    readonly success: boolean;
    readonly why: 'matches' | 'staleTerm' | 'logTooShort' | 'termConflict';
    readonly prevLogIndex: number;
    readonly prevLogTerm: number;
    /** The receiver's own term at prevLogIndex; null if it has no such entry. */
    readonly ownTerm: number | null;
    readonly conflictIndex: number | null;
    readonly conflictTerm: number | null;
  };
}

/** Stored on a majority, and yet not committed: §5.4.2, Figure 8. */
export interface WithholdNote {
  readonly ev: 'raft.withhold';
  readonly withhold: { readonly index: number; readonly term: number; readonly currentTerm: number };
}

/** A message that changed nothing, and why. */
export interface IgnoreNote {
  readonly ev: 'raft.ignore';
  readonly ignore: {
    readonly from: NodeId;
    readonly message: MessageKind;
    readonly why:
      | 'staleTerm'
      | 'notCandidate'
      | 'notFollower'
      | 'notMember'
      /** Of a request from before the sender was removed and added again. */
      | 'earlierMembership'
      | 'notLeader'
      | 'notVoter'
      | 'duplicateVote'
      | 'oldNews'
      | 'beyondLog'
      | 'notForMe';
  };
}

/** The replicated log grew (by a client's command, a new leader's no-op, or the leader's entries). */
export interface AppendNote {
  readonly ev: 'log.append';
  readonly append: {
    readonly entries: readonly Entry[];
    readonly why: 'noop' | 'proposal' | 'change' | 'leaveJoint' | 'fromLeader';
  };
}

/** A conflicting suffix was cut (§5.3): entries `fromIndex` … `toIndex` are gone. */
export interface TruncateNote {
  readonly ev: 'log.truncate';
  readonly truncate: { readonly fromIndex: number; readonly toIndex: number; readonly leader: NodeId };
}

/** commitIndex rose from `from` to `to`. */
export interface CommitNote {
  readonly ev: 'log.commit';
  readonly commit: { readonly from: number; readonly to: number; readonly why: 'majority' | 'leaderCommit' };
}

export type Note =
  | TimeoutNote
  | TermNote
  | RoleNote
  | VoteNote
  | TallyNote
  | LeaderNote
  | ProgressNote
  | CheckNote
  | WithholdNote
  | IgnoreNote
  | AppendNote
  | TruncateNote
  | CommitNote
  | CompactNote
  | ConfigurationNote
  | ChangeNote
  | CatchUpNote
  | QuorumNote
  | TransferNote
  | ReadNote
  | ChunkNote;
