/** The client's side of §8: one session, one command at a time, asked until it is answered or its outcome is unknown. */
import { formatOperation, parseOperation } from '../machine/command.ts';
import type { Clock, Transport } from '../node/ports.ts';
import type { EventSink } from '../trace/recorder.ts';
import { Call, type ClientSettings, type Order, type Outcome } from './call.ts';
import { Mailbox } from './mailbox.ts';

export interface ClientOptions {
  /** `c1`, `c2`, …: the client's address on the network. */
  readonly id: string;
  /** Names the session for ever: no other client may have or have had it. */
  readonly session: string;
  /** The servers there are now. */
  readonly nodes: () => readonly string[];
  /** The client listens on it and closes it. */
  readonly transport: Transport;
  readonly clock: Clock;
  readonly sink: EventSink;
  readonly settings?: ClientSettings;
}

interface Waiting {
  readonly operation: string;
  readonly target: string | null;
  readonly done: (outcome: Outcome) => void;
}

const defaultSettings: ClientSettings = { tryMs: 600, giveUpMs: 10_000 };

/** Commands that wait behind the outstanding one; more are refused. */
const QUEUE_LIMIT = 1000;

export class Client {
  readonly #options: ClientOptions;
  readonly #mailbox: Mailbox;
  readonly #belief: { leader: string | null } = { leader: null };
  readonly #waiting: Waiting[] = [];
  #lastSerial = 0;
  #outstanding: { readonly serial: number; readonly call: Call } | null = null;
  #closed = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#mailbox = new Mailbox(options.id, options.transport, options.sink, {
      reply: (reply) => {
        if (reply.session === options.session && reply.serial === this.#outstanding?.serial) {
          this.#outstanding.call.answer(reply);
        }
      },
      unreachable: (server) => this.#outstanding?.call.lost(server),
    });
  }

  /**
   * Asks `target`, or the believed leader, to execute the operation (a text in the grammar of core/machine/command.ts).
   * Commands of one client run one after the other, in the order of the calls. `done` is called once.
   */
  submit(operation: string, target: string | null, done: (outcome: Outcome) => void): void {
    const parsed = parseOperation(operation);
    if (!parsed.ok) {
      done(neverSent(parsed.message));
    } else if (this.#closed) {
      done(neverSent('the client is closed'));
    } else if (this.#waiting.length >= QUEUE_LIMIT) {
      done(neverSent(`${QUEUE_LIMIT} commands of this client are waiting already`));
    } else {
      this.#waiting.push({ operation: formatOperation(parsed.operation), target, done });
      this.#startNext();
    }
  }

  /** Ends everything: the outstanding command without an outcome, the waiting ones unsent. */
  close(done: () => void = () => {}): void {
    this.#closed = true;
    const unsent = this.#waiting.splice(0);
    this.#outstanding?.call.abandon('the client was closed');
    for (const waiting of unsent) {
      waiting.done(neverSent('the client was closed'));
    }
    this.#mailbox.close(done);
  }

  #startNext(): void {
    if (this.#outstanding !== null) {
      return;
    }
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      return;
    }
    this.#lastSerial += 1;
    const serial = this.#lastSerial;
    const order = { session: this.#options.session, serial, operation: waiting.operation, target: waiting.target };
    const call = this.#call(order, (outcome) => {
      this.#outstanding = null;
      waiting.done(outcome);
      this.#startNext();
    });
    this.#outstanding = { serial, call };
    call.start();
  }

  #call(order: Order, done: (outcome: Outcome) => void): Call {
    const { id, clock, sink, nodes, settings = defaultSettings } = this.#options;
    return new Call(order, {
      clock,
      settings,
      servers: nodes,
      belief: this.#belief,
      ask: (server) => this.#request(server, order),
      record: (ev, op) => sink.record({ ev, node: id, op }),
      done,
    });
  }

  /** Earlier serials are answered or given up for good: this one is the lowest whose answer still matters. */
  #request(to: string, { session, serial, operation }: Order): void {
    const from = this.#options.id;
    this.#mailbox.send({ kind: 'clientRequest', from, to, session, serial, lowestOpen: serial, operation });
  }
}

function neverSent(why: string): Outcome {
  return { status: 'refused', result: null, index: null, tries: 0, hops: 0, why };
}
