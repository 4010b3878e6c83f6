/** The replicated state machine: sessions in front of a key-value store, changed only by committed commands (§2, §8). */
import { type Command, decodeCommand, parseOperation } from './command.ts';
import { type Answer, execute, type Store } from './kv.ts';
import { admit, remember, type SessionTable } from './sessions.ts';

/** Everything that a snapshot will have to hold: equal logs make equal machines, and nothing else goes in. */
export interface Machine {
  readonly store: Store;
  readonly sessions: SessionTable;
}

export interface Applied {
  /** JSON text of the answer; null when stale, because the answer is forgotten. */
  readonly result: string | null;
  /** The command had been executed before, and `result` is the answer of then. */
  readonly duplicate: boolean;
  /** The command's serial is closed; it was not executed. */
  readonly stale: boolean;
}

export function createMachine(): Machine {
  return { store: new Map(), sessions: new Map() };
}

/**
 * Applies one committed command, in log order. Deterministic and total: a payload that cannot be read changes nothing
 * and is answered with an error, on every server alike, because a committed entry cannot be refused any more.
 */
export function applyCommand(machine: Machine, payload: string): Applied {
  const command = decodeCommand(payload);
  if (command === null) {
    return answered({ error: 'the command cannot be read' });
  }
  const verdict = admit(machine.sessions, command);
  switch (verdict.kind) {
    case 'new':
      return run(machine, command);
    case 'duplicate':
      return { result: verdict.result, duplicate: true, stale: false };
    case 'stale':
      return { result: null, duplicate: false, stale: true };
    case 'reused':
      return answered({ error: 'serial reused with another command' });
    default:
      return verdict satisfies never;
  }
}

/** The key-value pairs, sorted by key, so that equal machines compare equal. */
export function machinePairs(machine: Machine): [string, string][] {
  return [...machine.store].sort(([one], [other]) => (one < other ? -1 : 1));
}

function run(machine: Machine, command: Command): Applied {
  const parsed = parseOperation(command.operation);
  const applied = answered(parsed.ok ? execute(machine.store, parsed.operation) : { error: parsed.message });
  remember(machine.sessions, command, applied.result);
  return applied;
}

function answered(answer: Answer) {
  return { result: JSON.stringify(answer), duplicate: false, stale: false };
}
