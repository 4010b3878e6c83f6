/** The client's side of §8: one operation at a time, asked until it is answered or its outcome is unknown. */
import { formatOperation, parseOperation } from '../machine/command.ts';
import { SESSION_TIMEOUT_MS } from '../machine/sessions.ts';
import type { ReadMode } from '../node/client-messages.ts';
import type { Clock, Timer, Transport } from '../node/ports.ts';
import type { OperationRecord } from '../trace/events.ts';
import type { EventSink } from '../trace/recorder.ts';
import { neverSent, type Outcome } from './account.ts';
import { Call, type CallPorts, type ClientSettings } from './call.ts';
import type { Errand, Knowledge } from './errand.ts';
import { Mailbox } from './mailbox.ts';

export interface ClientOptions {
  /** `c1`, `c2`, …: the client's address on the network. */
  readonly id: string;
  /** The servers there are now. */
  readonly nodes: () => readonly string[];
  /** The client listens on it and closes it. */
  readonly transport: Transport;
  readonly clock: Clock;
  readonly sink: EventSink;
  readonly settings?: ClientSettings;
}

interface Waiting {
  readonly errand: Errand;
  readonly done: (outcome: Outcome) => void;
}

const defaultSettings: ClientSettings = { tryMs: 600, giveUpMs: 10_000 };

/** Operations that wait behind the outstanding one; more are refused. */
const QUEUE_LIMIT = 1000;

/** An idle client uses its session so often, so that it stays open. */
const KEEP_ALIVE_MS = SESSION_TIMEOUT_MS / 2;

export class Client {
  readonly #options: ClientOptions;
  readonly #mailbox: Mailbox;
  readonly #knowledge: Knowledge;
  readonly #waiting: Waiting[] = [];
  #lastOperation = 0;
  #outstanding: Call | null = null;
  #keepAlive: Timer | null = null;
  #closed = false;

  constructor(options: ClientOptions) {
    const { id, transport, sink } = options;
    this.#options = options;
    const nothingYet = { leader: null, session: null, lastSerial: 0, lastOpening: 0, lastRead: 0, seenIndex: 0 };
    this.#knowledge = { id, ...nothingYet };
    this.#mailbox = new Mailbox(id, transport, sink, {
      reply: (reply) => this.#outstanding?.answer(reply),
      unreachable: (server) => this.#outstanding?.lost(server),
    });
  }

  /**
   * Asks `target`, or the believed leader, to execute the operation (a text in the grammar of core/machine/command.ts).
   * With `read`, a get is answered without an entry of the log (thesis 6.4). Operations of one client run one after the
   * other, in the order of the calls. `done` is called once.
   */
  submit(operation: string, target: string | null, read: ReadMode | null, done: (outcome: Outcome) => void): void {
    const parsed = parseOperation(operation);
    if (!parsed.ok) {
      done(neverSent(parsed.message));
    } else if (this.#closed) {
      done(neverSent('the client is closed'));
    } else if (this.#waiting.length >= QUEUE_LIMIT) {
      done(neverSent(`${QUEUE_LIMIT} operations of this client are waiting already`));
    } else {
      const asked = { operation: formatOperation(parsed.operation), target };
      const isRead = read !== null && parsed.operation.op === 'get';
      const errand: Errand = isRead ? { kind: 'read', ...asked, mode: read } : { kind: 'command', ...asked };
      this.#waiting.push({ errand, done });
      this.#startNext();
    }
  }

  /** Ends everything: the outstanding operation without an answer, the waiting ones unsent. */
  close(done: () => void = () => {}): void {
    this.#closed = true;
    const unsent = this.#waiting.splice(0);
    this.#outstanding?.abandon('the client was closed');
    this.#keepAlive?.cancel();
    for (const waiting of unsent) {
      waiting.done(neverSent('the client was closed'));
    }
    this.#mailbox.close(done);
  }

  #startNext(): void {
    if (this.#outstanding !== null) {
      return;
    }
    this.#keepAlive?.cancel();
    const waiting = this.#waiting.shift();
    if (waiting === undefined) {
      this.#rest();
      return;
    }
    this.#outstanding = new Call(waiting.errand, {
      ...this.#surroundings(),
      record: this.#recorderOf(waiting.errand),
      done: (outcome) => {
        this.#outstanding = null;
        waiting.done(outcome);
        this.#startNext();
      },
    });
    this.#outstanding.start();
  }

  #rest(): void {
    if (this.#closed || this.#knowledge.session === null) {
      return;
    }
    this.#keepAlive = this.#options.clock.setTimer(KEEP_ALIVE_MS * 1000, () => {
      this.#waiting.push({ errand: { kind: 'keepAlive' }, done: () => {} });
      this.#startNext();
    });
  }

  #surroundings(): Omit<CallPorts, 'record' | 'done'> {
    const { clock, nodes, settings = defaultSettings } = this.#options;
    const ask: CallPorts['ask'] = (question) => this.#mailbox.send(question);
    return { clock, settings, servers: nodes, knowledge: this.#knowledge, ask };
  }

  /** A keep-alive is no operation of a user's: only its messages stand in the trace. */
  #recorderOf(errand: Errand): CallPorts['record'] {
    if (errand.kind === 'keepAlive') {
      return () => {};
    }
    const { id: node, sink } = this.#options;
    this.#lastOperation += 1;
    const id = `${node}.${this.#lastOperation}`;
    const read: OperationRecord['read'] = errand.kind === 'read' ? errand.mode : 'log';
    const { operation } = errand;
    return (ev, op) => sink.record({ ev, node, op: { id, read, operation, ...op } });
  }
}
