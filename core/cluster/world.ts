/** What a cluster needs from the world it runs in: real ports, disks and time, or simulated ones. */
import type { Clock, PortError, Storage, Stored, Transport } from '../node/ports.ts';
import type { NodeId } from '../raft/types.ts';

export type Opened<Value> =
  | { readonly ok: true; readonly value: Value; readonly notices: readonly string[] }
  | { readonly ok: false; readonly error: PortError };

export interface OpenedStorage {
  readonly storage: Storage;
  readonly stored: Stored;
}

export interface OpenedTransport {
  readonly transport: Transport;
  /** `127.0.0.1:7401`; null for a client, which nobody dials. */
  readonly address: string | null;
}

/** A clock whose speed can change while things wait on it. */
export interface PacedClock extends Clock {
  /** Lab-clock microseconds per real microsecond; 0 holds it. Everything waiting keeps its lab-clock deadline. */
  setRate(rate: number): void;
  /** Jumps to the next deadline and lets it fire. False when nothing waits. */
  advance(): boolean;
}

export interface World {
  readonly clock: PacedClock;
  /** Real (or virtual) microseconds for measuring durations. */
  readonly stopwatch: () => number;
  /** The clock a node lives by, where that may run at a speed of its own; without it, `clock`. */
  nodeClock?(node: NodeId): Clock;
  /** Whole milliseconds, going on between runs of the same disks: sessions grow old by it (thesis 6.3). */
  readonly calendar: () => number;
  /** The node's disk, with what it holds. One opening at a time per node. */
  openStorage(node: NodeId, done: (opened: Opened<OpenedStorage>) => void): void;
  openNodeTransport(node: NodeId, done: (opened: Opened<OpenedTransport>) => void): void;
  openClientTransport(client: string, done: (opened: Opened<OpenedTransport>) => void): void;
}
