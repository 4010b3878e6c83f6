/** The disk and the state machine of one server of a scenario: a list of the commands it was told. */
import * as v from 'valibot';
import type { Output, Save } from '../../../core/raft/duties.ts';
import { configurationAt, termAt } from '../../../core/raft/log.ts';
import type { Entry, HardState, RaftState, Snapshot } from '../../../core/raft/types.ts';
import { snapshotOf } from '../server.ts';

const told = v.strictObject({ index: v.number(), command: v.string() });
export type Told = v.InferOutput<typeof told>;

export interface Disk {
  hardState: HardState;
  snapshot: Snapshot | null;
  entries: Entry[];
}

interface Machine {
  readonly state: RaftState;
  applied: Told[];
}

/** Does what a step asks of the state machine: a snapshot replaces it, entries extend it. */
export function applyTo(machine: Machine, { install, apply }: Output): void {
  if (install !== null) machine.applied = read(install);
  for (const { index, payload } of apply) {
    if (payload.kind === 'command') machine.applied.push({ index, command: payload.command });
  }
}

/** The state machine as it was after the entry at `index`. */
export function dataOf({ state: { log }, applied }: Machine, index: number): Snapshot {
  const { configuration, configurationIndex } = configurationAt(log, index);
  const data = JSON.stringify(applied.filter((one) => one.index <= index));
  return snapshotOf({ index, term: termAt(log, index) ?? 0, configurationIndex }, configuration, data);
}

/** What a state machine holds when its server starts. */
export function startOf({ snapshot }: Disk): Told[] {
  return snapshot === null ? [] : read(snapshot);
}

function read({ data }: Snapshot): Told[] {
  return v.parse(v.array(told), JSON.parse(data));
}

/** A snapshot takes the place of all entries up to its own; those after it stay only when it says so (§7). */
export function write(disk: Disk, save: Save): void {
  disk.hardState = save.hardState ?? disk.hardState;
  if (save.snapshot !== null) {
    const { snapshot, keepsLog } = save.snapshot;
    disk.snapshot = snapshot;
    disk.entries = keepsLog ? disk.entries.filter(({ index }) => index > snapshot.lastIncludedIndex) : [];
  }
  for (const entry of save.entries) {
    disk.entries = [...disk.entries.filter(({ index }) => index < entry.index), entry];
  }
}
