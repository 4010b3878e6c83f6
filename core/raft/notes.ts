/** The reasons of every decision of Figure 2, as data: what the trace keeps, the tests assert and the lab words. */
import type { Entry, NodeId, RoleName } from './types.ts';

/** Where a log ends, as §5.4.1 compares it. */
export interface LogEnd {
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface TimeoutNote {
  readonly ev: 'raft.timeout';
  readonly timeout: { readonly timer: 'election'; readonly why: 'elapsed' | 'requested' };
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
    readonly why: 'electionTimeout' | 'majorityOfVotes' | 'higherTermSeen' | 'leaderOfThisTerm';
    /** Who voted for the new leader; empty otherwise. */
    readonly votes: readonly NodeId[];
  };
}

/** A voter's decision on RequestVote (§5.2, §5.4.1). */
export interface VoteNote {
  readonly ev: 'raft.vote';
  readonly vote: {
    readonly candidate: NodeId;
    readonly granted: boolean;
    readonly why: 'free' | 'alreadyGranted' | 'ownVote' | 'staleTerm' | 'votedForAnother' | 'logBehind';
    readonly votedFor: NodeId | null;
    readonly mine: LogEnd;
    readonly theirs: LogEnd;
  };
}

/** A candidate's count of one answer (§5.2). */
export interface TallyNote {
  readonly ev: 'raft.tally';
  readonly tally: { readonly from: NodeId; readonly granted: boolean; readonly have: number; readonly need: number };
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
    readonly mode: 'probe' | 'replicate';
    readonly why: 'elected' | 'sent' | 'success' | 'conflict' | 'logTooShort';
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
    readonly message: 'requestVote' | 'requestVoteReply' | 'appendEntries' | 'appendEntriesReply';
    readonly why:
      | 'staleTerm'
      | 'notCandidate'
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
  readonly append: { readonly entries: readonly Entry[]; readonly why: 'noop' | 'proposal' | 'fromLeader' };
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
  | CommitNote;
