/** What goes into a step and what it asks of the shell: the whole contract of the pure core. */

import type { Message } from './messages.ts';
import type { Note } from './notes.ts';
import type { Entry, HardState, NodeId, RaftOptions, Snapshot } from './types.ts';

/** election: §5.2. heartbeat: leaders beat, candidates ask again. quorum: thesis 6.2. transfer: thesis 3.10. */
export type TimerName = 'election' | 'heartbeat' | 'quorum' | 'transfer';

/** A client's command waiting for a place in the log; `proposalId` comes back in the answer. */
export interface Proposal {
  readonly proposalId: number;
  readonly command: string;
}

/** A client's read waiting for the index it must see; `readId` comes back in the answer, and no two are equal. */
export interface ReadRequest {
  readonly readId: number;
  /** leader: only a leader answers. any: a follower asks its leader (thesis 6.4). */
  readonly by: 'leader' | 'any';
}

/** One server's new place: with a vote, without one, or none. */
export interface MembershipOperation {
  readonly op: 'voter' | 'learner' | 'remove';
  readonly id: NodeId;
}

/** simple: at most one voter differs (thesis 4.1). joint: any number, through C-old,new (§6). leaveJoint: ends it. */
export type ConfigurationChange =
  | { readonly kind: 'simple'; readonly operations: readonly MembershipOperation[] }
  | { readonly kind: 'joint'; readonly operations: readonly MembershipOperation[]; readonly autoLeave: boolean }
  | { readonly kind: 'leaveJoint' };

/** Everything that can happen to a server. */
export type Input =
  | { readonly kind: 'start' }
  | { readonly kind: 'timeout'; readonly timer: TimerName; readonly why: 'elapsed' | 'requested' }
  | { readonly kind: 'receive'; readonly message: Message }
  | { readonly kind: 'propose'; readonly proposals: readonly Proposal[] }
  | { readonly kind: 'read'; readonly reads: readonly ReadRequest[] }
  | { readonly kind: 'change'; readonly requestId: number; readonly change: ConfigurationChange }
  | { readonly kind: 'transfer'; readonly requestId: number; readonly target: NodeId }
  /** The shell has written down the state machine as it was after `lastIncludedIndex` (§7). */
  | { readonly kind: 'compact'; readonly snapshot: Snapshot }
  | { readonly kind: 'saved'; readonly saveId: number }
  /** The class switches a rule on or off while the cluster runs. */
  | { readonly kind: 'configure'; readonly options: RaftOptions };

/** A snapshot on its way to the disk. */
export interface SnapshotSave {
  readonly snapshot: Snapshot;
  /** Entries after lastIncludedIndex stay. False: the log contradicted the snapshot and is void as a whole (§7). */
  readonly keepsLog: boolean;
}

/** What must reach the disk, derived by comparing the state before and after the step. */
export interface Save {
  readonly saveId: number;
  /** Present when currentTerm or votedFor changed. */
  readonly hardState: HardState | null;
  /** Present when a snapshot was taken or installed. It replaces all entries up to lastIncludedIndex. */
  readonly snapshot: SnapshotSave | null;
  /** In index order. The first may be at or below the last stored index: it then supersedes all from there on. */
  readonly entries: readonly Entry[];
}

export interface TimerChange {
  readonly timer: TimerName;
  /** Milliseconds of the lab's clock from now; null stops the timer. Setting a timer replaces it. */
  readonly afterMs: number | null;
}

/** busy: too much is uncommitted. transferring: another server is about to lead (thesis 3.10). Nothing was appended. */
export type ProposalRefusal = 'notLeader' | 'busy' | 'transferring';

export type ProposalAnswer =
  | { readonly proposalId: number; readonly accepted: true; readonly index: number; readonly term: number }
  | {
      readonly proposalId: number;
      readonly accepted: false;
      readonly why: ProposalRefusal;
      readonly leaderId: NodeId | null;
    };

export type ReadAnswer =
  /** The state machine, once it has applied `readIndex`, may answer the read. */
  | { readonly readId: number; readonly ok: true; readonly readIndex: number }
  | { readonly readId: number; readonly ok: false; readonly leaderId: NodeId | null };

/** Why a membership cannot follow another one; of the arithmetic alone (thesis 4.1, 4.3). */
export type MembershipProblem = 'noVoters' | 'tooManyVoterChanges' | 'joint' | 'notJoint' | 'noChange';

export type ChangeRefusal =
  | MembershipProblem
  | 'notLeader'
  /** The membership in force is not committed yet: one change at a time (thesis 4.1). */
  | 'changeInProgress'
  /** The leader has committed no entry of its own term yet (Ongaro 2015). */
  | 'noOwnTermCommit'
  /** A learner that is to vote lags behind (thesis 4.2.1). */
  | 'notCaughtUp';

export type TransferRefusal = 'notLeader' | 'leadsAlready' | 'notMember' | 'notVoter' | 'inProgress';

/** The answer to a change or a transfer. */
export type RequestAnswer =
  /** `index`: the entry of the new membership; null for a transfer, which has only begun. */
  | { readonly requestId: number; readonly accepted: true; readonly index: number | null }
  | {
      readonly requestId: number;
      readonly accepted: false;
      readonly why: ChangeRefusal | TransferRefusal;
      readonly leaderId: NodeId | null;
    };

/**
 * What the shell must do. Duties, in this order: record the notes; hand `save` to the disk; send `sendNow` at once;
 * send `sendAfterSave` when this save and all before it are reported safe; set the state machine to `install`;
 * apply `apply`; set the timers.
 */
export interface Output {
  save: Save | null;
  sendNow: Message[];
  sendAfterSave: Message[];
  /** The snapshot that replaces the state machine (§7); null almost always. */
  install: Snapshot | null;
  /** Committed entries not applied before, in index order. */
  apply: Entry[];
  timers: TimerChange[];
  answers: ProposalAnswer[];
  reads: ReadAnswer[];
  requests: RequestAnswer[];
  notes: Note[];
}
