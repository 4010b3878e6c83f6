/** A small virtual world for clients: a clock moved by hand, a network of hand-written servers, and the trace. */
import { Client, type ClientOptions } from '../../core/client/client.ts';
import type { ClientReply, ClientRequest } from '../../core/node/client-messages.ts';
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

/** What a hand-written server does with a request: an answer, silence, or no server there at all. */
export type Server = (request: ClientRequest, now: number) => Answer | 'silence' | 'unreachable';
export type Answer = Pick<ClientReply, 'status'> & Partial<ClientReply>;

const LATENCY_MS = 1;

/** One client and some servers; every message takes one millisecond. */
export class World {
  readonly clock = new VirtualClock();
  readonly events: TraceEvent[] = [];
  readonly requests: ClientRequest[] = [];
  readonly #servers: { readonly [id: string]: Server };
  #handlers: TransportHandlers | null = null;
  #replies = 0;
  closed = false;

  constructor(servers: { readonly [id: string]: Server }) {
    this.#servers = servers;
  }

  client(options: Partial<ClientOptions> = {}): Client {
    return new Client({
      id: 'c1',
      session: 'c1-session',
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
  reply(request: ClientRequest, answer: Answer): void {
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
    const request = envelope.body;
    if (request.kind !== 'clientRequest') {
      throw new Error(`a client sent ${request.kind}`);
    }
    this.requests.push(request);
    const reaction = this.#servers[request.to]?.(request, this.clock.now() / 1000) ?? 'unreachable';
    if (reaction === 'unreachable') {
      this.lost(envelope, 'disconnected');
    } else if (reaction !== 'silence') {
      this.reply(request, reaction);
    }
  }

  #later(run: () => void): void {
    this.clock.setTimer(LATENCY_MS * 1000, run);
  }
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
