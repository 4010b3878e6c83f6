/** What a log entry tells the state machine (§8, thesis 6.3): a command of a session, its opening, or that it lives. */

/** Milliseconds are whole, on the clock of the leader that wrote the entry. */
export type Command =
  | ExecuteCommand
  /** Opens a session; its name is the index of this entry. */
  | { readonly kind: 'open'; readonly time: number }
  /** Uses a session without a command, so that it does not expire. */
  | { readonly kind: 'keep'; readonly session: string; readonly time: number };

/** One client's command: in which session, the how many-th, and what to do. */
export interface ExecuteCommand {
  readonly kind: 'execute';
  readonly session: string;
  /** 1, 2, 3 … within the session. */
  readonly serial: number;
  /** The lowest serial whose answer the client still waits for; at most `serial`. */
  readonly lowestOpen: number;
  /** In the grammar of `parseOperation`. */
  readonly operation: string;
  readonly time: number;
}

/** What a client asks for as an operation to keep its session open; no operation of the store is written so. */
export const KEEP_ALIVE = 'keep-alive';

const SESSION_LIMIT = 128;

/** The payload of a log entry. `operation` is taken as it is; the state machine parses it when it is applied. */
export function encodeCommand(command: Command): string {
  switch (command.kind) {
    case 'execute': {
      const { session, serial, lowestOpen, operation, time } = command;
      return JSON.stringify({ session, serial, lowestOpen, operation, time });
    }
    case 'open':
      return JSON.stringify({ open: true, time: command.time });
    case 'keep':
      return JSON.stringify({ keep: command.session, time: command.time });
    default:
      return command satisfies never;
  }
}

/** Reads a payload; null when it is not one that `encodeCommand` writes. */
export function decodeCommand(text: string): Command | null {
  const record = parseRecord(text);
  if (record === null) {
    return null;
  }
  const { open, keep, session, serial, lowestOpen, operation, time } = record;
  if (!isTime(time)) {
    return null;
  }
  if (open === true) {
    return { kind: 'open', time };
  }
  if (keep !== undefined) {
    return isSession(keep) ? { kind: 'keep', session: keep, time } : null;
  }
  if (!isSession(session) || typeof operation !== 'string') {
    return null;
  }
  if (!isSerial(serial) || !isSerial(lowestOpen) || lowestOpen > serial) {
    return null;
  }
  return { kind: 'execute', session, serial, lowestOpen, operation, time };
}

export function isSession(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= SESSION_LIMIT;
}

export function isSerial(value: unknown): value is number {
  return isTime(value) && value >= 1;
}

export function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

type Field = 'open' | 'keep' | 'session' | 'serial' | 'lowestOpen' | 'operation' | 'time';

function parseRecord(text: string): Partial<Record<Field, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : null;
  } catch {
    return null;
  }
}
