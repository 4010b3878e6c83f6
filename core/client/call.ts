/** One command of a client, from its first try to its outcome: redirects, retries with the same serial, giving up (§8). */
import type { ClientReply } from '../node/client-messages.ts';
import type { Clock, Timer } from '../node/ports.ts';
import type { OperationRecord } from '../trace/events.ts';
import { ServerChoice } from './server-choice.ts';

/** ok: took effect once. refused: certainly never takes effect. unknown: may have, may still, or never will. */
export interface Outcome {
  readonly status: 'ok' | 'refused' | 'unknown';
  /** JSON text of the state machine's answer, when ok. */
  readonly result: string | null;
  readonly index: number | null;
  /** Requests sent. */
  readonly tries: number;
  /** Tries that were made because a server said that another one leads. */
  readonly hops: number;
  /** A sentence when not ok. */
  readonly why: string | null;
}

/** Milliseconds of the lab clock. */
export interface ClientSettings {
  /** How long one server may take to answer before another one is asked. */
  readonly tryMs: number;
  /** How long the whole command may take. */
  readonly giveUpMs: number;
}

/** What is asked, and whom first; without a target, the believed leader. */
export interface Order {
  readonly session: string;
  readonly serial: number;
  readonly operation: string;
  readonly target: string | null;
}

export interface CallPorts {
  readonly clock: Clock;
  readonly settings: ClientSettings;
  readonly servers: () => readonly string[];
  /** Shared by all calls of a client: the server that answered or was named last. */
  readonly belief: { leader: string | null };
  readonly ask: (server: string, order: Order) => void;
  readonly record: (
    ev: 'client.invoke' | 'client.retry' | 'client.ok' | 'client.fail' | 'client.info',
    op: OperationRecord,
  ) => void;
  /** Called once. */
  readonly done: (outcome: Outcome) => void;
}

/** Between two tries when nobody is known to lead. */
const PAUSE_MS = 50;

export class Call {
  readonly #order: Order;
  readonly #ports: CallPorts;
  readonly #choice: ServerChoice;
  #tries = 0;
  #hops = 0;
  /** The server whose answer is awaited; null while pausing. */
  #asked: string | null = null;
  /** At least one try may have reached a leader's log without our knowing. */
  #doubt = false;
  #over = false;
  /** The end of the running try or of the pause. */
  #wait: Timer | null = null;
  #end: Timer | null = null;

  constructor(order: Order, ports: CallPorts) {
    this.#order = order;
    this.#ports = ports;
    this.#choice = new ServerChoice(ports.servers);
  }

  start(): void {
    const { clock, settings } = this.#ports;
    this.#end = clock.setTimer(settings.giveUpMs * 1000, () => {
      this.abandon(`no outcome within ${settings.giveUpMs} ms`);
    });
    const first = this.#order.target ?? this.#ports.belief.leader ?? this.#choice.next(null);
    if (first === null) {
      this.#record('client.invoke', { tries: 0, target: null });
      this.#pauseThenAsk(null, 'there is no server to ask');
    } else {
      this.#send(first, 'client.invoke', null);
    }
  }

  /** An answer to this serial from `server`, perhaps to a try that was given up before. */
  answer(reply: ClientReply): void {
    if (this.#over) {
      return;
    }
    switch (reply.status) {
      case 'ok':
        this.#ports.belief.leader = reply.from;
        this.#finish('ok', reply, null);
        return;
      case 'stale':
        this.#finish('unknown', null, `${reply.from} has forgotten the answer to this serial`);
        return;
      case 'invalid':
        this.#finish(this.#doubt ? 'unknown' : 'refused', null, `${reply.from} cannot accept the request`);
        return;
      case 'notLeader':
      case 'leadershipLost':
        this.#redirected(reply);
        return;
      default:
        reply.status satisfies never;
    }
  }

  /** The connection to `server` is gone; the request may have been its last message. */
  lost(server: string): void {
    if (this.#over || server !== this.#asked) {
      return;
    }
    this.#doubt = true;
    this.#ports.belief.leader = null;
    this.#pauseThenAsk(this.#choice.next(server), `${server} cannot be reached`);
  }

  /** Ends the call without an answer: refused when no try can have been appended, otherwise unknown. */
  abandon(why: string): void {
    const open = this.#doubt || this.#asked !== null;
    this.#finish(open ? 'unknown' : 'refused', null, open ? why : `${why}, and no server took the command`);
  }

  /** A late answer from a server that is no longer asked says nothing about the try that runs now. */
  #redirected(reply: ClientReply): void {
    if (reply.from !== this.#asked) {
      return;
    }
    this.#doubt ||= reply.status === 'leadershipLost';
    const leader = reply.leaderId === reply.from ? null : reply.leaderId;
    this.#ports.belief.leader = leader;
    const why = leader === null ? `${reply.from} knows no leader` : `${reply.from} says that ${leader} leads`;
    this.#hops += 1;
    if (leader !== null && this.#choice.mayFollow()) {
      this.#send(leader, 'client.retry', why);
    } else {
      this.#pauseThenAsk(leader ?? this.#choice.next(reply.from), why);
    }
  }

  #pauseThenAsk(server: string | null, why: string): void {
    this.#asked = null;
    this.#setWait(PAUSE_MS, () => {
      this.#choice.paused();
      const next = server ?? this.#choice.next(null);
      if (next === null) {
        this.#pauseThenAsk(null, why);
      } else {
        this.#send(next, this.#tries === 0 ? null : 'client.retry', why);
      }
    });
  }

  /** The event is recorded before the request leaves, so that it stands before its consequences. */
  #send(server: string, event: 'client.invoke' | 'client.retry' | null, why: string | null): void {
    this.#tries += 1;
    this.#asked = server;
    if (event !== null) {
      this.#record(event, { target: server, why });
    }
    this.#setWait(this.#ports.settings.tryMs, () => this.#timedOut(server));
    this.#ports.ask(server, this.#order);
  }

  #timedOut(server: string): void {
    this.#doubt = true;
    this.#ports.belief.leader = null;
    this.#choice.paused();
    const next = this.#choice.next(server) ?? server;
    this.#send(next, 'client.retry', `no answer from ${server} within ${this.#ports.settings.tryMs} ms`);
  }

  #finish(status: Outcome['status'], reply: ClientReply | null, why: string | null): void {
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#wait?.cancel();
    this.#end?.cancel();
    const result = reply?.result ?? null;
    const index = reply?.index ?? null;
    const target = reply?.from ?? this.#asked;
    const event = ({ ok: 'client.ok', refused: 'client.fail', unknown: 'client.info' } as const)[status];
    this.#record(event, { result, index, duplicate: reply?.duplicate ?? false, target, why });
    this.#ports.done({ status, result, index, tries: this.#tries, hops: this.#hops, why });
  }

  #record(ev: Parameters<CallPorts['record']>[0], changes: Partial<OperationRecord>): void {
    const { session, serial, operation } = this.#order;
    const counts = { tries: this.#tries, hops: this.#hops };
    const nothingYet = { target: null, result: null, index: null, duplicate: false, why: null };
    this.#ports.record(ev, { session, serial, operation, ...counts, ...nothingYet, ...changes });
  }

  #setWait(afterMs: number, fire: () => void): void {
    this.#wait?.cancel();
    this.#wait = this.#ports.clock.setTimer(afterMs * 1000, fire);
  }
}
