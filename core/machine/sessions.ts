/** Client sessions: what makes a command take effect exactly once, however often it is in the log (§8, thesis 6.3). */
import type { Command } from './command.ts';

/** What one session remembers. It is part of the replicated state: every server decides alike from the log alone. */
interface Session {
  /** Serials below are closed: their answers are forgotten and they never run again. */
  lowestOpen: number;
  readonly answers: Map<number, Executed>;
}

interface Executed {
  readonly operation: string;
  /** JSON text of the answer. */
  readonly result: string;
}

export type SessionTable = Map<string, Session>;

export type Verdict =
  /** Never executed before: execute it and `remember` the answer. */
  | { readonly kind: 'new' }
  /** Executed before; `result` is the answer of then. */
  | { readonly kind: 'duplicate'; readonly result: string }
  /** Below what the client still waits for: not executed, and no answer left to give. */
  | { readonly kind: 'stale' }
  /** The serial was executed with another operation: a faulty client. */
  | { readonly kind: 'reused' };

/** Decides whether a committed command runs. Forgets the answers that the client no longer waits for. */
export function admit(sessions: SessionTable, command: Command): Verdict {
  const session = open(sessions, command.session);
  forgetBelow(session, command.lowestOpen);
  if (command.serial < session.lowestOpen) {
    return { kind: 'stale' };
  }
  const executed = session.answers.get(command.serial);
  if (executed === undefined) {
    return { kind: 'new' };
  }
  if (executed.operation !== command.operation) {
    return { kind: 'reused' };
  }
  return { kind: 'duplicate', result: executed.result };
}

/** Keeps the answer of an executed command until the client says that it has it. */
export function remember(sessions: SessionTable, command: Command, result: string): void {
  open(sessions, command.session).answers.set(command.serial, { operation: command.operation, result });
}

function open(sessions: SessionTable, id: string): Session {
  const known = sessions.get(id);
  if (known !== undefined) {
    return known;
  }
  const session: Session = { lowestOpen: 1, answers: new Map() };
  sessions.set(id, session);
  return session;
}

function forgetBelow(session: Session, lowestOpen: number): void {
  if (lowestOpen <= session.lowestOpen) {
    return;
  }
  session.lowestOpen = lowestOpen;
  for (const serial of session.answers.keys()) {
    if (serial < lowestOpen) {
      session.answers.delete(serial);
    }
  }
}
