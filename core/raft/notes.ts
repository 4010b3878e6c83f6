/** The reasons of every decision of Figure 2, as data: what the trace keeps, the tests assert and the lab words. */
import type { ChangeRefusal, TransferRefusal } from './duties.ts';
import type { Configuration, Entry, MessageKind, NodeId, RoleName } from './types.ts';

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

/** The log up to an entry became a snapshot (§7), or a snapshot of the leader's replaced it (Figure 13). */
export interface CompactNote {
  readonly ev: 'log.compact';
  readonly compact: {
    readonly lastIncludedIndex: number;
    readonly lastIncludedTerm: number;
    readonly configuration: Configuration;
    readonly configurationIndex: number;
    /** Characters of the snapshot. */
    readonly length: number;
    readonly why: 'taken' | 'installed';
    /** Entries after lastIncludedIndex stayed. */
    readonly keepsLog: boolean;
  };
}

/** A membership came into force or went out of it: at once when it is in the log, committed or not (§6). */
export interface ConfigurationNote {
  readonly ev: 'raft.configuration';
  readonly configuration: {
    readonly index: number;
    readonly inForce: Configuration;
    readonly why: 'appended' | 'rolledBack' | 'installed';
  };
}

/** A membership change was asked of this server (§6). */
export interface ChangeNote {
  readonly ev: 'raft.change';
  readonly change: {
    readonly kind: 'simple' | 'joint' | 'leaveJoint';
    readonly operations: readonly { readonly op: 'voter' | 'learner' | 'remove'; readonly id: NodeId }[];
    readonly accepted: boolean;
    readonly why: ChangeRefusal | null;
  };
}

/** A learner's round of catching up ended or began (thesis 4.2.1). */
export interface CatchUpNote {
  readonly ev: 'raft.catchUp';
  readonly catchUp: {
    readonly peer: NodeId;
    readonly round: number;
    readonly targetIndex: number;
    /** How long the round before took, lab-clock milliseconds; null in the first. */
    readonly lastRoundMs: number | null;
    readonly isDone: boolean;
  };
}

/** No majority answered this leader for an election timeout (thesis 6.2). */
export interface QuorumNote {
  readonly ev: 'raft.quorum';
  readonly quorum: { readonly heardFrom: readonly NodeId[]; readonly missing: readonly NodeId[] };
}

/** The stages of a leadership transfer (thesis 3.10). */
export interface TransferNote {
  readonly ev: 'raft.transfer';
  readonly transfer: {
    readonly target: NodeId;
    readonly stage: 'begun' | 'asked' | 'refused' | 'abandoned';
    readonly why: TransferRefusal | 'targetBehind' | 'timeLimit' | 'targetRemoved' | 'replaced' | null;
  };
}

/** A linearizable read: what it waits for, and when it may be answered (thesis 6.4). */
export interface ReadNote {
  readonly ev: 'raft.read';
  readonly read: {
    readonly readId: number;
    /** The follower that asked; null for this server's own client. */
    readonly from: NodeId | null;
    readonly stage: 'waits' | 'ready' | 'failed';
    readonly why: 'ownTermCommit' | 'confirmation' | 'leadersAnswer' | 'confirmed' | 'lease' | 'notLeader';
    readonly readIndex: number | null;
    /** The round that confirms it; null when none does. */
    readonly round: number | null;
  };
}

/** A chunk of a snapshot was taken, or not, and why (Figure 13). */
export interface ChunkNote {
  readonly ev: 'raft.chunk';
  readonly chunk: {
    readonly from: NodeId;
    readonly lastIncludedIndex: number;
    readonly offset: number;
    readonly length: number;
    readonly done: boolean;
    readonly why: 'taken' | 'gap' | 'repeated' | 'badChecksum' | 'notNewer' | 'matchesLog' | 'staleTerm';
  };
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
