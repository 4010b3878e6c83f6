/** Client sessions: what makes a command take effect exactly once, however often it is in the log (§8, thesis 6.3). */
import type { ExecuteCommand } from './payload.ts';

/** What one session remembers. It is part of the replicated state: every server decides alike from the log alone. */
export interface Session {
  /** Machine time of its last use, ms. */
  lastUsed: number;
  /** Serials below are closed: their answers are forgotten and they never run again. */
  lowestOpen: number;
  readonly answers: Map<number, Executed>;
}

interface Executed {
  readonly operation: string;
  /** JSON text of the answer. */
  readonly result: string;
}

export interface SessionLimits {
  /** A session that was not used for so many milliseconds of machine time expires. */
  readonly timeoutMs: number;
  /** One session more, and the one that was not used for the longest time goes. */
  readonly count: number;
}

/** An hour, and ten thousand. */
export const SESSION_TIMEOUT_MS = 3_600_000;
export const sessionLimits: SessionLimits = { timeoutMs: SESSION_TIMEOUT_MS, count: 10_000 };

/** The open sessions, in the order of their last use, and the machine time they grow old by. */
export class Sessions {
  readonly limits: SessionLimits;
  /** A Map keeps the order of insertion, and a session that is used is inserted anew. */
  readonly #open = new Map<string, Session>();
  #time = 0;
  /** No session expires before. Whoever looks for the first of a Map passes all that were taken out before it. */
  #nextExpiry = 0;

  constructor(limits: SessionLimits) {
    this.limits = limits;
  }

  /** The highest time of all commands so far, ms: no leader's slow clock turns it back. */
  get time(): number {
    return this.#time;
  }

  get size(): number {
    return this.#open.size;
  }

  /** The least recently used first. */
  entries(): Iterable<[string, Session]> {
    return this.#open.entries();
  }

  /** The time of a command has come: sessions that were last used too long before it are closed. */
  advance(time: number): void {
    this.#time = Math.max(this.#time, time);
    if (this.#time < this.#nextExpiry) {
      return;
    }
    for (const [name, { lastUsed }] of this.#open) {
      this.#nextExpiry = lastUsed + this.limits.timeoutMs;
      if (this.#nextExpiry > this.#time) {
        return;
      }
      this.#open.delete(name);
    }
    this.#nextExpiry = this.#time + this.limits.timeoutMs;
  }

  open(name: string): void {
    this.put(name, { lastUsed: this.#time, lowestOpen: 1, answers: new Map() });
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= this.limits.count) {
        return;
      }
      this.#open.delete(oldest);
    }
  }

  /** The open session, which becomes the most recently used one; null when it is not open. */
  use(name: string): Session | null {
    const session = this.#open.get(name);
    if (session === undefined) {
      return null;
    }
    session.lastUsed = this.#time;
    this.put(name, session);
    return session;
  }

  /** Puts a session last in the order of use. */
  put(name: string, session: Session): void {
    this.#open.delete(name);
    this.#open.set(name, session);
    this.#nextExpiry = Math.min(this.#nextExpiry, session.lastUsed + this.limits.timeoutMs);
  }
}

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
export function admit(session: Session, command: ExecuteCommand): Verdict {
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
export function remember(session: Session, { serial, operation }: ExecuteCommand, result: string): void {
  session.answers.set(serial, { operation, result });
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
