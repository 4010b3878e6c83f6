/** What one server needs from the world: a disk, a network, a clock and a place to write the trace. */
import type { SnapshotSave } from '../raft/duties.ts';
import type { Message } from '../raft/messages.ts';
import type { Entry, HardState, Snapshot } from '../raft/types.ts';
import type { HybridTime } from '../trace/hybrid-time.ts';
import type { ClientQuestion, ClientReply } from './client-messages.ts';

export type { HybridTime } from '../trace/hybrid-time.ts';

/** What a node's disk held when it was opened. */
export interface Stored {
  readonly hardState: HardState;
  /** The newest snapshot that was saved (§7); null while the log is whole. */
  readonly snapshot: Snapshot | null;
  /** The replicated log, complete and contiguous from the snapshot's lastIncludedIndex + 1 on, or from index 1. */
  readonly entries: readonly Entry[];
}

export interface StorageSave {
  readonly hardState: HardState | null;
  /**
   * Comes into force before the entries of the same save, as a whole or not at all: all stored entries up to its
   * lastIncludedIndex go, and without `keepsLog` those after it, too.
   */
  readonly snapshot: SnapshotSave | null;
  /** In order; an entry supersedes every stored entry with the same or a higher index. */
  readonly entries: readonly Entry[];
}

/** An operating error of a port, in words the user can act on. `code` is the cause's own (ENOSPC, EIO, …) or ours. */
export interface PortError {
  readonly code: string;
  readonly message: string;
}

/**
 * One node's disk. Callbacks, not promises, so that the same node runs in virtual time without a microtask in between.
 * `done(null)` means: synced, it survives power loss. After one error the storage is dead and every later save fails.
 */
export interface Storage {
  /**
   * One save at a time: the caller waits for `done` before the next. A snapshot that is staged already only comes into
   * force with it, which is quick; any other is written within the save.
   */
  save(save: StorageSave, done: (error: PortError | null) => void): void;
  /**
   * Writes a snapshot beside the saves, which go on meanwhile, so that the one that brings it into force needs not (§7).
   * Until then it counts for nothing: without that save the next snapshot or start lets go of it. One at a time, too.
   */
  stage(snapshot: Snapshot, done: (error: PortError | null) => void): void;
  /** Ends orderly; everything reported safe stays. */
  close(done: () => void): void;
  /** Ends as a power loss does: what was not synced is gone, and no callback of a running save or stage comes any more. */
  crash(done: () => void): void;
}

/** What opening a disk gives. `notices` are plain sentences for the user about what had to be repaired. */
export type StorageOpening =
  | { readonly ok: true; readonly storage: Storage; readonly stored: Stored; readonly notices: readonly string[] }
  | { readonly ok: false; readonly error: PortError };

/** Anything that crosses a link. Node ids and client ids share one address space (`S1`, `c1`). */
export type Body = Message | ClientQuestion | ClientReply;

/** A message with what the trace needs to join its two ends. `id` is `<from>.<incarnation>.<number>`, never reused. */
export interface Envelope {
  readonly id: string;
  readonly hlc: HybridTime;
  readonly from: string;
  readonly to: string;
  readonly body: Body;
}

/** Why a message did not arrive. */
export type DropReason = 'cut' | 'loss' | 'down' | 'dropped' | 'disconnected' | 'malformed' | 'overflow';

/**
 * One endpoint of the network. Sending is fire and forget: Raft handles silence (§5.5). Nothing is buffered for a
 * peer that is not connected: such a message is lost and reported through `onLost`.
 */
export interface Transport {
  send(envelope: Envelope): void;
  /** Called once, before the first message. */
  listen(handlers: TransportHandlers): void;
  close(done: () => void): void;
}

export interface TransportHandlers {
  receive(envelope: Envelope): void;
  lost(envelope: Envelope, why: DropReason): void;
}

export interface Timer {
  cancel(): void;
}

/**
 * The lab's clock. It can run slower than real time or stand still, and everything that waits, waits on it.
 * Times are microseconds since the run began, on this clock.
 */
export interface Clock {
  now(): number;
  setTimer(afterMicros: number, fire: () => void): Timer;
  /** Runs `task` after the current one, before any timer that is not yet due. */
  soon(task: () => void): void;
}
