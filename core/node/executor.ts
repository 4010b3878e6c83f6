/** The server's state machine: executes what is committed, is replaced by a snapshot, and is written down as one (§7). */
import { type Applied, applyCommand, createMachine, type Machine } from '../machine/machine.ts';
import { restoreMachine } from '../machine/restore.ts';
import { ensure } from '../raft/invariant.ts';
import { configurationAt, termAt } from '../raft/log.ts';
import { compactionProblem } from '../raft/snapshot.ts';
import type { Entry, RaftState, Snapshot } from '../raft/types.ts';
import type { Clock, PortError, Storage } from './ports.ts';
import { SnapshotTaking } from './snapshot-writer.ts';

export interface Executed {
  readonly entry: Entry;
  /** null for an entry without a command. */
  readonly applied: Applied | null;
}

/** Why no snapshot can be taken now. */
export type SnapshotRefusal = 'beyondApplied' | 'nothingNew' | 'underWay';

export interface ExecutorOptions {
  readonly clock: Clock;
  readonly storage: Storage;
  /** The disk has reported; the server deals with it when its turn comes. */
  readonly defer: (task: () => void) => void;
  /** A snapshot was taken, and its file is safe: the core may compact. Later than in the turn that began it. */
  readonly writtenDown: (snapshot: Snapshot) => void;
  readonly failed: (error: PortError) => void;
}

export class Executor {
  readonly #options: ExecutorOptions;
  #machine = createMachine();
  #taking: SnapshotTaking | null = null;
  /** A snapshot that was taken is on its way to the disk. */
  #isStaging = false;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  get machine(): Machine {
    return this.#machine;
  }

  /** The snapshot takes the machine's place. Its checksum is good, so a text that cannot be read is a bug. */
  install({ data, lastIncludedIndex }: Snapshot): void {
    const machine = restoreMachine(data);
    ensure(machine !== null, `The snapshot up to entry ${lastIncludedIndex} is whole, but it is no state machine.`);
    this.#machine = machine;
    this.#taking?.cancel();
    this.#taking = null;
  }

  execute(entries: readonly Entry[]): Executed[] {
    return entries.map((entry) => {
      const { payload, index } = entry;
      const applied = payload.kind === 'command' ? applyCommand(this.#machine, payload.command, index) : null;
      return { entry, applied };
    });
  }

  /** Takes a snapshot when enough has been applied since the last one. */
  writeDownIfDue(state: RaftState): void {
    const { snapshotAfterEntries } = state.options;
    if (snapshotAfterEntries === null || state.lastApplied - state.log.snapshotIndex < snapshotAfterEntries) return;
    this.writeDown(state);
  }

  /** Begins to write the machine down as it is now, in pieces and then to the disk; heartbeats go on meanwhile. */
  writeDown(state: RaftState): SnapshotRefusal | null {
    const { lastApplied, log } = state;
    const refusal = this.#taking === null && !this.#isStaging ? compactionProblem(state, lastApplied) : 'underWay';
    if (refusal !== null) return refusal;
    this.#taking = new SnapshotTaking({
      machine: this.#machine,
      clock: this.#options.clock,
      lastIncludedIndex: lastApplied,
      lastIncludedTerm: termAt(log, lastApplied) ?? 0,
      ...configurationAt(log, lastApplied),
      done: (snapshot) => this.#stage(snapshot),
    });
    return null;
  }

  /** The core hears of it only afterwards, so that no acknowledgement waits for a large file (thesis 5.1). */
  #stage(snapshot: Snapshot): void {
    const { storage, defer, writtenDown, failed } = this.#options;
    this.#taking = null;
    this.#isStaging = true;
    storage.stage(snapshot, (error) => {
      defer(() => {
        this.#isStaging = false;
        if (error === null) writtenDown(snapshot);
        else failed(error);
      });
    });
  }

  stop(): void {
    this.#taking?.cancel();
    this.#taking = null;
  }
}
