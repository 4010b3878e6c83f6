/** The server's state machine: executes what is committed, is replaced by a snapshot, and is written down as one (§7). */
import { type Applied, applyCommand, createMachine, type Machine } from '../machine/machine.ts';
import { restoreMachine } from '../machine/restore.ts';
import { ensure } from '../raft/invariant.ts';
import { configurationAt, termAt } from '../raft/log.ts';
import { compactionProblem } from '../raft/snapshot.ts';
import type { Entry, RaftState, Snapshot } from '../raft/types.ts';
import type { NodeOptions } from './node-options.ts';
import type { Clock } from './ports.ts';
import { SnapshotTaking } from './snapshot-writer.ts';

export interface Executed {
  readonly entry: Entry;
  /** null for an entry without a command. */
  readonly applied: Applied | null;
}

/** Why no snapshot can be taken now. */
export type SnapshotRefusal = 'beyondApplied' | 'nothingNew' | 'underWay';

export class Executor {
  readonly #clock: Clock;
  readonly #writtenDown: (snapshot: Snapshot) => void;
  #machine: Machine;
  #taking: SnapshotTaking | null = null;

  /** `writtenDown` is called in a later turn than the one that began it. */
  constructor({ clock, flaw, state }: NodeOptions, writtenDown: (snapshot: Snapshot) => void) {
    this.#clock = clock;
    this.#machine = flaw?.firstMachine?.(state.id) ?? createMachine();
    this.#writtenDown = writtenDown;
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

  /** Begins to write the machine down as it is now, in pieces, so that heartbeats go on meanwhile. */
  writeDown(state: RaftState): SnapshotRefusal | null {
    const { lastApplied, log } = state;
    const refusal = this.#taking === null ? compactionProblem(state, lastApplied) : 'underWay';
    if (refusal !== null) return refusal;
    this.#taking = new SnapshotTaking({
      machine: this.#machine,
      clock: this.#clock,
      lastIncludedIndex: lastApplied,
      lastIncludedTerm: termAt(log, lastApplied) ?? 0,
      ...configurationAt(log, lastApplied),
      done: (snapshot) => {
        this.#taking = null;
        this.#writtenDown(snapshot);
      },
    });
    return null;
  }

  stop(): void {
    this.#taking?.cancel();
    this.#taking = null;
  }
}
