/** A log by hand: entries are applied to a machine one after the other, each at the next index. */
import { type Applied, applyCommand, createMachine, type Machine } from '../../core/machine/machine.ts';
import { type Command, encodeCommand } from '../../core/machine/payload.ts';
import { type SessionLimits, sessionLimits } from '../../core/machine/sessions.ts';
import { SnapshotWriter } from '../../core/machine/snapshot-writer.ts';

export class HandLog {
  readonly machine: Machine;
  index: number;

  constructor(limits: SessionLimits = sessionLimits, machine: Machine = createMachine(limits), index = 0) {
    this.machine = machine;
    this.index = index;
  }

  /** Opens a session and gives its name. */
  open(time = 0): string {
    this.append({ kind: 'open', time });
    return String(this.index);
  }

  run(session: string, serial: number, operation: string, more: { lowestOpen?: number; time?: number } = {}): Applied {
    return this.append({ kind: 'execute', session, serial, lowestOpen: 1, operation, time: 0, ...more });
  }

  append(command: Command | string): Applied {
    this.index += 1;
    return applyCommand(this.machine, typeof command === 'string' ? command : encodeCommand(command), this.index);
  }

  get sessions(): string[] {
    return [...this.machine.sessions.entries()].map(([name]) => name);
  }
}

/** The whole text at once. */
export function snapshotOf(machine: Machine): string {
  const writer = new SnapshotWriter(machine);
  while (writer.next() !== null);
  return writer.text();
}
