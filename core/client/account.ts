/** The account of one operation: what the trace is told of it, and what its caller learns in the end (§8). */
import type { ClientReply } from '../node/client-messages.ts';
import type { OperationRecord } from '../trace/events.ts';

/** ok: took effect once. refused: certainly never takes effect. unknown: may have, may still, or never will. */
export interface Outcome {
  readonly status: 'ok' | 'refused' | 'unknown';
  /** JSON text of the state machine's answer, when ok. */
  readonly result: string | null;
  readonly index: number | null;
  /** Requests sent for the operation itself; those that open a session for it do not count. */
  readonly tries: number;
  /** Tries that were made because a server said that another one leads. */
  readonly hops: number;
  /** A sentence when not ok. */
  readonly why: string | null;
  /** The answer of a local read: true up to `index`, and perhaps no longer. */
  readonly maybeStale: boolean;
}

export type OperationEvent = 'client.invoke' | 'client.retry' | 'client.ok' | 'client.fail' | 'client.info';

/** What a call tells the trace; the client knows the rest. */
export type CallRecord = Omit<OperationRecord, 'id' | 'read' | 'operation'>;

export class Account {
  readonly #record: (ev: OperationEvent, op: CallRecord) => void;
  readonly #name: () => Pick<CallRecord, 'session' | 'serial'>;
  tries = 0;
  hops = 0;

  /** `name` gives the session and serial as far as they are known. */
  constructor(
    record: (ev: OperationEvent, op: CallRecord) => void,
    name: () => Pick<CallRecord, 'session' | 'serial'>,
  ) {
    this.#record = record;
    this.#name = name;
  }

  invoked(target: string | null): void {
    this.#tell('client.invoke', { target });
  }

  retried(target: string, why: string): void {
    this.#tell('client.retry', { target, why });
  }

  /** `asked` is who was asked last, when no reply decided. */
  ended(
    status: Outcome['status'],
    reply: ClientReply | null,
    asked: string | null,
    why: string | null,
  ): Omit<Outcome, 'maybeStale'> {
    const result = reply?.result ?? null;
    const index = reply?.index ?? null;
    const event = ({ ok: 'client.ok', refused: 'client.fail', unknown: 'client.info' } as const)[status];
    this.#tell(event, { result, index, duplicate: reply?.duplicate ?? false, target: reply?.from ?? asked, why });
    return { status, result, index, tries: this.tries, hops: this.hops, why };
  }

  #tell(ev: OperationEvent, changes: Partial<CallRecord>): void {
    const { session, serial } = this.#name();
    const counts = { tries: this.tries, hops: this.hops };
    const nothingYet = { target: null, result: null, index: null, duplicate: false, why: null };
    this.#record(ev, { session, serial, ...counts, ...nothingYet, ...changes });
  }
}

export function neverSent(why: string): Outcome {
  return { status: 'refused', result: null, index: null, tries: 0, hops: 0, why, maybeStale: false };
}
