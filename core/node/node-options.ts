/** What one server is made of: its state, the world it meets through its ports, and who watches it. */
import type { step } from '../raft/step.ts';
import type { RaftState } from '../raft/types.ts';
import type { EventSink } from '../trace/recorder.ts';
import type { Clock, Storage, Transport } from './ports.ts';

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
  /** The core, or one with a mistake that a class is to find (core/zoo). */
  readonly step?: typeof step;
}
