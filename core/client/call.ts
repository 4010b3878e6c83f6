/** One operation of a client, from its first try to its outcome: session, redirects, retries, giving up (§8, thesis 6.3). */
import type { ClientQuestion, ClientReply } from '../node/client-messages.ts';
import type { Clock, Timer } from '../node/ports.ts';
import { Account, type CallRecord, type OperationEvent, type Outcome } from './account.ts';
import { type Errand, type Knowledge, mayAskAny, targetOf } from './errand.ts';
import { type Questions, questionsFor, sessionNamed } from './questions.ts';
import { ServerChoice } from './server-choice.ts';

/** Milliseconds of the lab clock. */
export interface ClientSettings {
  /** How long one server may take to answer before another one is asked. */
  readonly tryMs: number;
  /** How long the whole operation may take. */
  readonly giveUpMs: number;
}

export interface CallPorts {
  readonly clock: Clock;
  readonly settings: ClientSettings;
  readonly servers: () => readonly string[];
  /** Shared by all calls of a client. */
  readonly knowledge: Knowledge;
  readonly ask: (question: ClientQuestion) => void;
  readonly record: (ev: OperationEvent, op: CallRecord) => void;
  /** Called once. */
  readonly done: (outcome: Outcome) => void;
}

/** So often a server may say that it is busy before another one is asked. */
const PATIENT_ANSWERS = 4;

/** Between two tries when nobody is known to lead, or the leader is busy. */
const PAUSE_MS = 50;

export class Call {
  readonly #errand: Errand;
  readonly #ports: CallPorts;
  readonly #questions: Questions;
  readonly #choice: ServerChoice;
  readonly #account: Account;
  /** The question whose answer is awaited; null while pausing. */
  #asked: ClientQuestion | null = null;
  #isInvoked = false;
  /** At least one try may have reached a leader's log without our knowing. */
  #doubt = false;
  #busyAnswers = 0;
  #over = false;
  /** The end of the running try or of the pause. */
  #wait: Timer | null = null;
  #end: Timer | null = null;

  constructor(errand: Errand, ports: CallPorts) {
    this.#errand = errand;
    this.#ports = ports;
    this.#questions = questionsFor(errand, ports.knowledge);
    this.#choice = new ServerChoice(ports.servers);
    this.#account = new Account(ports.record, () => this.#questions);
  }

  start(): void {
    const { clock, settings } = this.#ports;
    this.#end = clock.setTimer(settings.giveUpMs * 1000, () => {
      this.abandon(`no ${this.#errand.kind === 'read' ? 'answer' : 'outcome'} within ${settings.giveUpMs} ms`);
    });
    const first = this.#firstServer();
    if (first !== null) return this.#send(first, null);
    this.#account.invoked(null);
    this.#isInvoked = true;
    this.#pauseThenAsk(null, null);
  }

  /** An answer from a server, perhaps to a try that was given up before, or to another operation. */
  answer(reply: ClientReply): void {
    const meaning = this.#over ? null : this.#questions.meaningOf(reply);
    if (meaning === null) return;
    const { knowledge } = this.#ports;
    if (reply.status === 'ok') knowledge.seenIndex = Math.max(knowledge.seenIndex, reply.index ?? 0);
    if (meaning === 'opening') this.#openingAnswered(reply);
    else this.#answered(reply);
  }

  /** The connection to `server` is gone; the request may have been its last message. */
  lost(server: string): void {
    if (this.#over || server !== this.#asked?.to) return;
    this.#unanswered();
    this.#pauseThenAsk(this.#choice.next(server), `${server} cannot be reached`);
  }

  /** Ends the call without an answer: unknown when a try may have been appended, otherwise refused. */
  abandon(why: string): void {
    if (this.#doubt || this.#asked?.kind === 'clientRequest') return this.#finish('unknown', null, why);
    const honestly = this.#errand.kind === 'read' ? '; a read changes nothing' : ', and no server took the command';
    this.#finish('refused', null, why + honestly);
  }

  /** A session is asked for where a leader is believed to be; it is the command that goes to its target. */
  #firstServer(): string | null {
    const { leader, session } = this.#ports.knowledge;
    const isOpening = this.#errand.kind === 'command' && session === null;
    const target = isOpening ? null : targetOf(this.#errand);
    if (target !== null) return target;
    return mayAskAny(this.#errand) ? this.#choice.next(leader) : (leader ?? this.#choice.next(null));
  }

  #answered(reply: ClientReply): void {
    const { from, status } = reply;
    switch (status) {
      case 'ok':
        // A server that stood back meanwhile may tell how its last commands ended.
        if (!mayAskAny(this.#errand) && from === this.#asked?.to) this.#ports.knowledge.leader = from;
        return this.#finish('ok', reply, null);
      case 'stale':
        return this.#finish('unknown', null, `${from} has forgotten the answer to this serial`);
      case 'invalid':
        return this.#finish(this.#doubt ? 'unknown' : 'refused', null, `${from} cannot accept the request`);
      case 'sessionExpired':
        return this.#expired(from);
      case 'notLeader':
      case 'leadershipLost':
      case 'overwritten':
      case 'busy':
        return this.#turnedAway(reply);
      default:
        return status satisfies never;
    }
  }

  /** An opening is never in doubt: one too many is a session that nobody uses. */
  #openingAnswered(reply: ClientReply): void {
    const { knowledge } = this.#ports;
    const name = sessionNamed(reply);
    if (name === null) return this.#turnedAway(reply);
    if (knowledge.session !== null) return;
    knowledge.leader = reply.from;
    knowledge.session = name;
    knowledge.lastSerial = 0;
    const target = this.#account.tries === 0 ? targetOf(this.#errand) : null;
    this.#send(target ?? reply.from, null);
  }

  /** Not executed by this try; by an earlier one perhaps, whose answer went with the session. */
  #expired(from: string): void {
    this.#ports.knowledge.session = null;
    if (this.#doubt) {
      this.#finish('unknown', null, 'the session has expired, and an earlier try may have taken effect before');
    } else {
      this.#send(from, `${from} says that the session has expired`);
    }
  }

  /** The answer to a try that runs no more, or to another question, says nothing about the one that does. */
  #turnedAway({ from, session, serial, status, leaderId }: ClientReply): void {
    const asked = this.#asked;
    if (from !== asked?.to || session !== asked.session || serial !== asked.serial) return;
    if (status === 'busy') return this.#pauseThenAsk(this.#afterBusy(from), `${from} is busy`);
    if (status === 'overwritten') return this.#pauseThenAsk(this.#choice.next(from), `${from} was overruled`);
    this.#doubt ||= status === 'leadershipLost' && asked.kind === 'clientRequest';
    this.#account.hops += asked.kind === 'openSession' ? 0 : 1;
    const leader = leaderId === from ? null : leaderId;
    if (leader !== null || !mayAskAny(this.#errand)) this.#ports.knowledge.leader = leader;
    const why = leader === null ? `${from} knows no leader` : `${from} says that ${leader} leads`;
    if (leader !== null && this.#choice.mayFollow()) this.#send(leader, why);
    else this.#pauseThenAsk(leader ?? this.#choice.next(from), why);
  }

  /** A leader that stays busy may be one that the others have left behind, and will never take anything again. */
  #afterBusy(server: string): string | null {
    this.#busyAnswers += 1;
    return this.#busyAnswers % PATIENT_ANSWERS === 0 ? this.#choice.next(server) : server;
  }

  #pauseThenAsk(server: string | null, why: string | null): void {
    this.#asked = null;
    this.#setWait(PAUSE_MS, () => {
      this.#choice.paused();
      const next = server ?? this.#choice.next(null);
      if (next === null) this.#pauseThenAsk(null, why);
      else this.#send(next, why);
    });
  }

  /** Recorded before the request leaves, so that it stands before its consequences. `why` is null for no retry. */
  #send(server: string, why: string | null): void {
    const question = this.#questions.next(server);
    this.#asked = question;
    this.#account.tries += question.kind === 'openSession' ? 0 : 1;
    if (!this.#isInvoked) this.#account.invoked(server);
    else if (why !== null) this.#account.retried(server, why);
    this.#isInvoked = true;
    this.#setWait(this.#ports.settings.tryMs, () => this.#timedOut(server));
    this.#ports.ask(question);
  }

  #timedOut(server: string): void {
    this.#unanswered();
    this.#choice.paused();
    const next = this.#choice.next(server) ?? server;
    this.#send(next, `no answer from ${server} within ${this.#ports.settings.tryMs} ms`);
  }

  #unanswered(): void {
    this.#doubt ||= this.#asked?.kind === 'clientRequest';
    if (!mayAskAny(this.#errand)) this.#ports.knowledge.leader = null;
  }

  #finish(status: Outcome['status'], reply: ClientReply | null, why: string | null): void {
    if (this.#over) return;
    this.#over = true;
    this.#wait?.cancel();
    this.#end?.cancel();
    const outcome = this.#account.ended(status, reply, this.#asked?.to ?? null, why);
    const isLocal = this.#errand.kind === 'read' && this.#errand.mode === 'local';
    this.#ports.done({ ...outcome, maybeStale: status === 'ok' && isLocal });
  }

  #setWait(afterMs: number, fire: () => void): void {
    this.#wait?.cancel();
    this.#wait = this.#ports.clock.setTimer(afterMs * 1000, fire);
  }
}
