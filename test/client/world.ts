/** A small virtual world for clients: a clock moved by hand, a network of hand-written servers, and the trace. */
import { Client, type ClientOptions } from '../../core/client/client.ts';
import type {
  ClientQuestion,
  ClientRead,
  ClientReply,
  ClientRequest,
  OpenSession,
} from '../../core/node/client-messages.ts';
import type { Clock, DropReason, Envelope, Timer, TransportHandlers } from '../../core/node/ports.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { Recorder } from '../../core/trace/recorder.ts';

interface Task {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** Runs whatever is due in order of time, then of setting. */
class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  readonly #tasks = new Set<Task>();

  now(): number {
    return this.#now;
  }

  setTimer(afterMicros: number, run: () => void): Timer {
    this.#order += 1;
    const task = { due: this.#now + afterMicros, order: this.#order, run };
    this.#tasks.add(task);
    return { cancel: () => this.#tasks.delete(task) };
  }

  soon(task: () => void): void {
    this.setTimer(0, task);
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds * 1000;
    for (let task = this.#earliest(end); task !== undefined; task = this.#earliest(end)) {
      this.#tasks.delete(task);
      this.#now = task.due;
      task.run();
    }
    this.#now = end;
  }

  get waiting(): number {
    return this.#tasks.size;
  }

  #earliest(end: number): Task | undefined {
    return [...this.#tasks]
      .filter(({ due }) => due <= end)
      .sort((one, other) => one.due - other.due || one.order - other.order)[0];
  }
}

/** What a hand-written server does with a command: an answer, silence, or no server there at all. */
type Reaction<Question> = (question: Question, now: number) => Answer | 'silence' | 'unreachable';
export type Server = Reaction<ClientRequest>;
export type Answer = Pick<ClientReply, 'status'> & Partial<ClientReply>;

const LATENCY_MS = 1;

/** What the servers do with the other questions; by itself, everyone opens sessions `1`, `2`, … and answers no read. */
interface Others {
  readonly opening?: Reaction<OpenSession>;
  readonly read?: Reaction<ClientRead>;
}

/** One client and some servers; every message takes one millisecond. */
export class World {
  readonly clock = new VirtualClock();
  readonly events: TraceEvent[] = [];
  readonly requests: ClientRequest[] = [];
  readonly openings: OpenSession[] = [];
  readonly reads: ClientRead[] = [];
  readonly #servers: { readonly [id: string]: Server };
  readonly #others: Others;
  #handlers: TransportHandlers | null = null;
  #replies = 0;
  closed = false;

  constructor(servers: { readonly [id: string]: Server }, others: Others = {}) {
    this.#servers = servers;
    this.#others = others;
  }

  client(options: Partial<ClientOptions> = {}): Client {
    return new Client({
      id: 'c1',
      nodes: () => Object.keys(this.#servers),
      clock: this.clock,
      sink: new Recorder({
        now: () => this.clock.now(),
        epochMs: 0,
        onEvent: (event) => this.events.push(event),
      }),
      transport: {
        listen: (handlers) => {
          this.#handlers = handlers;
        },
        send: (envelope) => this.#deliver(envelope),
        close: (done) => {
          this.closed = true;
          done();
        },
      },
      ...options,
    });
  }

  /** Puts a reply on its way to the client, as a network does that delivers late or twice. */
  reply(request: ClientQuestion, answer: Answer): void {
    this.#replies += 1;
    const body: ClientReply = {
      kind: 'clientReply',
      from: request.to,
      to: request.from,
      session: request.session,
      serial: request.serial,
      leaderId: null,
      index: null,
      result: null,
      duplicate: false,
      ...answer,
    };
    const id = `${request.to}.1.${this.#replies}`;
    this.#later(() => this.#handlers?.receive({ id, hlc: [0, 0], from: body.from, to: body.to, body }));
  }

  lost(envelope: Envelope, why: DropReason): void {
    this.#later(() => this.#handlers?.lost(envelope, why));
  }

  #deliver(envelope: Envelope): void {
    const question = envelope.body;
    if (question.kind !== 'clientRequest' && question.kind !== 'openSession' && question.kind !== 'clientRead') {
      throw new Error(`a client sent ${question.kind}`);
    }
    const reaction = this.#reactionTo(question);
    if (reaction === 'unreachable') {
      this.lost(envelope, 'disconnected');
    } else if (reaction !== 'silence') {
      this.reply(question, reaction);
    }
  }

  #reactionTo(question: ClientQuestion): ReturnType<Reaction<never>> {
    const now = this.clock.now() / 1000;
    switch (question.kind) {
      case 'clientRequest':
        this.requests.push(question);
        return this.#servers[question.to]?.(question, now) ?? 'unreachable';
      case 'openSession':
        this.openings.push(question);
        return this.#others.opening?.(question, now) ?? opened(this.openings.length);
      case 'clientRead':
        this.reads.push(question);
        return this.#others.read?.(question, now) ?? 'silence';
      default:
        return question satisfies never;
    }
  }

  #later(run: () => void): void {
    this.clock.setTimer(LATENCY_MS * 1000, run);
  }
}

/** The answer to an opening whose entry stands at `index`. */
export function opened(index: number): Answer {
  return { status: 'ok', index, result: JSON.stringify(String(index)) };
}

export const silent: Server = () => 'silence';
export const absent: Server = () => 'unreachable';
export const follower =
  (leaderId: string | null): Server =>
  () => ({ status: 'notLeader', leaderId });
export const leader: Server = ({ operation }) => ({
  status: 'ok',
  index: 5,
  result: JSON.stringify({ ran: operation }),
});
