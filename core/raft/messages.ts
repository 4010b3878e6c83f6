/** What servers say to each other: the RPCs of Figures 2 and 13, and what the thesis adds (3.10, 6.4, 9.6). */
import type { Configuration, Entry, NodeId } from './types.ts';

/** Whether an election could be won in `term`, the sender's currentTerm + 1; changes nothing at the receiver (thesis 9.6). */
export interface PreVote {
  readonly kind: 'preVote';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface PreVoteReply {
  readonly kind: 'preVoteReply';
  readonly from: NodeId;
  readonly to: NodeId;
  /** Granted: the term that was asked about. Refused: the receiver's currentTerm, which the sender then follows. */
  readonly term: number;
  readonly voteGranted: boolean;
}

export interface RequestVote {
  readonly kind: 'requestVote';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The leader asked for this election (thesis 3.10): a living leader is no reason to withhold the vote. */
  readonly leadershipTransfer: boolean;
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
  /** The round it belongs to, echoed in the answer, so that a read knows its confirmations (thesis 6.4). */
  readonly round: number;
  /** The entry of the membership in force at the sender, echoed in the answer: tells two lives of one member apart. */
  readonly configurationIndex: number;
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
  readonly round: number;
  readonly configurationIndex: number;
}

/** §5.3: the term of the conflicting entry and the first index of that term; term null = the log is too short. */
export interface Conflict {
  readonly term: number | null;
  readonly index: number;
}

/** Figure 13: one chunk of the leader's snapshot. */
export interface InstallSnapshot {
  readonly kind: 'installSnapshot';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  readonly configuration: Configuration;
  /** The entry that `configuration` came from (a field of Snapshot). */
  readonly snapshotConfigurationIndex: number;
  /** Of the whole snapshot's text. */
  readonly checksum: number;
  /** Characters before this chunk. */
  readonly offset: number;
  readonly data: string;
  /** This is the last chunk. */
  readonly done: boolean;
  /** As in AppendEntries. */
  readonly configurationIndex: number;
}

export interface InstallSnapshotReply {
  readonly kind: 'installSnapshotReply';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly lastIncludedIndex: number;
  /** Characters the receiver has: where the next chunk must begin. */
  readonly offset: number;
  /** All up to `lastIncludedIndex` is in the receiver's state, by this snapshot or without it. */
  readonly installed: boolean;
  readonly configurationIndex: number;
}

/** The leader asks this server to hold an election at once (thesis 3.10). */
export interface TimeoutNow {
  readonly kind: 'timeoutNow';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
}

/** A follower asks its leader how far it must have applied to answer a read (thesis 6.4). */
export interface ReadIndex {
  readonly kind: 'readIndex';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly readId: number;
}

export interface ReadIndexReply {
  readonly kind: 'readIndexReply';
  readonly from: NodeId;
  readonly to: NodeId;
  readonly term: number;
  readonly readId: number;
  /** null: the asked server does not lead (any more). */
  readonly readIndex: number | null;
}

export type Message =
  | PreVote
  | PreVoteReply
  | RequestVote
  | RequestVoteReply
  | AppendEntries
  | AppendEntriesReply
  | InstallSnapshot
  | InstallSnapshotReply
  | TimeoutNow
  | ReadIndex
  | ReadIndexReply;

export type MessageKind = Message['kind'];
