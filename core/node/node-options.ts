/** What one server is made of: its state, the world it meets through its ports, and who watches it. */
import type { Machine } from '../machine/machine.ts';
import type { step } from '../raft/step.ts';
import type { NodeId, RaftState } from '../raft/types.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Clock, Storage, Transport } from './ports.ts';

/** A mistake that is put into servers for a class to find (core/zoo). What it leaves out is done as it should be. */
export interface Flaw {
  /** A core with a mistake in it. */
  readonly step?: typeof step;
  /** The state machine of a life before anything is in it. */
  readonly firstMachine?: (id: NodeId) => Machine;
  /** What a snapshot holds of the state machine. */
  readonly inSnapshot?: (machine: Machine) => Machine;
}

export interface NodeOptions {
  /** Fresh from createState with what the disk gave back. */
  readonly state: RaftState;
  /** 1 on the first start, one more on each. */
  readonly incarnation: number;
  readonly address: string | null;
  readonly storage: Storage;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Real microseconds, for the durations in the trace. */
  readonly stopwatch: () => number;
  /** Whole milliseconds of a clock that goes on between runs: sessions grow old by it (thesis 6.3). */
  readonly calendar: () => number;
  readonly sink: EventSink;
  /** The node stopped by itself: a storage error or a broken invariant, as a sentence. */
  readonly onHalt: (sentence: string) => void;
  /** Called after every step, for those who check the state. */
  readonly onStep?: (state: RaftState) => void;
  /** Without it, an honest server. */
  readonly flaw?: Flaw;
}
