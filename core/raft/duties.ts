/** What goes into a step and what it asks of the shell: the whole contract of the pure core. */
import type { Note } from './notes.ts';
import type { Entry, HardState, Message, NodeId } from './types.ts';

export type TimerName = 'election' | 'heartbeat';

/** A client's command waiting for a place in the log; `proposalId` comes back in the answer. */
export interface Proposal {
  readonly proposalId: number;
  readonly command: string;
}

/** Everything that can happen to a server. */
export type Input =
  | { readonly kind: 'start' }
  | { readonly kind: 'timeout'; readonly timer: TimerName; readonly why: 'elapsed' | 'requested' }
  | { readonly kind: 'receive'; readonly message: Message }
  | { readonly kind: 'propose'; readonly proposals: readonly Proposal[] }
  | { readonly kind: 'saved'; readonly saveId: number };

/** What must reach the disk, derived by comparing the state before and after the step. */
export interface Save {
  readonly saveId: number;
  /** Present when currentTerm or votedFor changed. */
  readonly hardState: HardState | null;
  /** In index order. The first may be at or below the last stored index: it then supersedes all from there on. */
  readonly entries: readonly Entry[];
}

export interface TimerChange {
  readonly timer: TimerName;
  /** Milliseconds of the lab's clock from now; null stops the timer. Setting a timer replaces it. */
  readonly afterMs: number | null;
}

export type ProposalAnswer =
  | { readonly proposalId: number; readonly accepted: true; readonly index: number; readonly term: number }
  | {
      readonly proposalId: number;
      readonly accepted: false;
      readonly why: 'notLeader';
      readonly leaderId: NodeId | null;
    };

/**
 * What the shell must do. Duties, in this order: record the notes; hand `save` to the disk; send `sendNow` at once;
 * send `sendAfterSave` when this save and all before it are reported safe; apply `apply`; set the timers.
 */
export interface Output {
  save: Save | null;
  sendNow: Message[];
  sendAfterSave: Message[];
  /** Committed entries not applied before, in index order. */
  apply: Entry[];
  timers: TimerChange[];
  answers: ProposalAnswer[];
  notes: Note[];
}
