/** The replicated state machine: sessions in front of a key-value store, changed only by committed commands (§2, §8). */
import { parseOperation } from './command.ts';
import { type Answer, execute, type Store } from './kv.ts';
import { decodeCommand, type ExecuteCommand } from './payload.ts';
import { admit, remember, type Session, type SessionLimits, Sessions, sessionLimits } from './sessions.ts';

/** Everything that a snapshot holds: equal logs make equal machines, and nothing else goes in. */
export interface Machine {
  readonly store: Store;
  readonly sessions: Sessions;
}

/** What became of a committed command; `result` is the JSON text of the answer, null when there is none to give. */
export type Applied =
  /** It took effect, now and only now. */
  | { readonly outcome: 'executed'; readonly result: string }
  /** It had been executed before, and `result` is the answer of then. */
  | { readonly outcome: 'duplicate'; readonly result: string }
  /** It cannot be read, or its serial stands for another command: not executed, and `result` says why. */
  | { readonly outcome: 'refused'; readonly result: string }
  /** Its serial is closed: not executed, and the answer of an earlier execution is forgotten. */
  | { readonly outcome: 'stale'; readonly result: null }
  /** Its session is not open (any more): not executed. */
  | { readonly outcome: 'expired'; readonly result: null };

export function createMachine(limits: SessionLimits = sessionLimits): Machine {
  return { store: new Map(), sessions: new Sessions(limits) };
}

/**
 * Applies the committed command of one entry, in log order. Deterministic and total: a payload that cannot be read
 * changes nothing and is answered with an error, on every server alike, because a committed entry cannot be refused.
 */
export function applyCommand(machine: Machine, payload: string, index: number): Applied {
  const command = decodeCommand(payload);
  if (command === null) {
    return refused('the command cannot be read');
  }
  const { sessions } = machine;
  sessions.advance(command.time);
  if (command.kind === 'open') {
    sessions.open(String(index));
    return { outcome: 'executed', result: JSON.stringify(String(index)) };
  }
  const session = sessions.use(command.session);
  if (session === null) {
    return { outcome: 'expired', result: null };
  }
  return command.kind === 'keep' ? executed({ ok: true }) : applyInSession(machine, session, command);
}

/** The key-value pairs, sorted by key, so that equal machines compare equal. */
export function machinePairs(machine: Machine): [string, string][] {
  return [...machine.store].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Whether an operation changes nothing, so that it may be answered without an entry of the log (thesis 6.4). */
export function isRead(operation: string): boolean {
  const parsed = parseOperation(operation);
  return parsed.ok && parsed.operation.op === 'get';
}

/** The JSON text of the answer to a read, from the machine as it is now. */
export function readFrom(machine: Machine, operation: string): string {
  const parsed = parseOperation(operation);
  const answer: Answer =
    parsed.ok && parsed.operation.op === 'get'
      ? execute(machine.store, parsed.operation)
      : { error: 'this is no read' };
  return JSON.stringify(answer);
}

function applyInSession(machine: Machine, session: Session, command: ExecuteCommand): Applied {
  const verdict = admit(session, command);
  switch (verdict.kind) {
    case 'new':
      return run(machine, session, command);
    case 'duplicate':
      return { outcome: 'duplicate', result: verdict.result };
    case 'stale':
      return { outcome: 'stale', result: null };
    case 'reused':
      return refused('serial reused with another command');
    default:
      return verdict satisfies never;
  }
}

function run(machine: Machine, session: Session, command: ExecuteCommand): Applied {
  const parsed = parseOperation(command.operation);
  const applied = executed(parsed.ok ? execute(machine.store, parsed.operation) : { error: parsed.message });
  remember(session, command, applied.result);
  return applied;
}

function executed(answer: Answer) {
  return { outcome: 'executed', result: JSON.stringify(answer) } as const;
}

function refused(error: string): Applied {
  return { outcome: 'refused', result: JSON.stringify({ error } satisfies Answer) };
}
