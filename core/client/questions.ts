/** The questions a client asks for one operation, and which reply answers which (§8, thesis 6.3 and 6.4). */
import { KEEP_ALIVE } from '../machine/payload.ts';
import type { ClientQuestion, ClientReply } from '../node/client-messages.ts';
import type { Errand, Knowledge } from './errand.ts';

/** The questions of one operation. A command first opens a session when there is none. */
export interface Questions {
  /** The session and serial of the command, once it has them. */
  readonly session: string;
  readonly serial: number;
  next(to: string): ClientQuestion;
  /** What it answers: the question for a session, the operation itself, or nothing of this call. */
  meaningOf(reply: ClientReply): 'opening' | 'operation' | null;
}

export function questionsFor(errand: Errand, knowledge: Knowledge): Questions {
  if (errand.kind === 'read') return new ReadQuestions(errand, knowledge);
  return new CommandQuestions(errand.kind === 'command' ? errand.operation : KEEP_ALIVE, knowledge);
}

class CommandQuestions implements Questions {
  readonly #operation: string;
  readonly #knowledge: Knowledge;
  #opening = 0;
  session = '';
  serial = 0;

  constructor(operation: string, knowledge: Knowledge) {
    this.#operation = operation;
    this.#knowledge = knowledge;
  }

  next(to: string): ClientQuestion {
    const { id, session } = this.#knowledge;
    return session === null ? this.#openSession(to, id) : this.#request(to, id, session);
  }

  meaningOf({ session, serial }: ClientReply): 'opening' | 'operation' | null {
    const { id } = this.#knowledge;
    if (session === openingName(id)) return serial === this.#opening ? 'opening' : null;
    return session === this.session && serial === this.serial ? 'operation' : null;
  }

  /** A retry repeats the serial: whichever of the sessions is named first, the client takes. */
  #openSession(to: string, from: string): ClientQuestion {
    if (this.#opening === 0 || this.session !== '') {
      this.#knowledge.lastOpening += 1;
      this.#opening = this.#knowledge.lastOpening;
      this.session = '';
      this.serial = 0;
    }
    return { kind: 'openSession', from, to, session: openingName(from), serial: this.#opening };
  }

  /** Earlier serials are answered or given up for good: this one is the lowest whose answer still matters. */
  #request(to: string, from: string, session: string): ClientQuestion {
    if (session !== this.session) {
      this.#knowledge.lastSerial += 1;
      this.session = session;
      this.serial = this.#knowledge.lastSerial;
    }
    const { serial } = this;
    return { kind: 'clientRequest', from, to, session, serial, lowestOpen: serial, operation: this.#operation };
  }
}

class ReadQuestions implements Questions {
  readonly #errand: Extract<Errand, { kind: 'read' }>;
  readonly #knowledge: Knowledge;
  readonly #first: number;
  readonly session = '';
  serial = 0;

  constructor(errand: Extract<Errand, { kind: 'read' }>, knowledge: Knowledge) {
    this.#errand = errand;
    this.#knowledge = knowledge;
    this.#first = knowledge.lastRead + 1;
  }

  next(to: string): ClientQuestion {
    this.#knowledge.lastRead += 1;
    this.serial = this.#knowledge.lastRead;
    const { id: from, seenIndex } = this.#knowledge;
    const { mode, operation } = this.#errand;
    return { kind: 'clientRead', from, to, session: readName(from), serial: this.serial, mode, operation, seenIndex };
  }

  /** The answer to an earlier try of this read is as good: it was true after the read began. */
  meaningOf({ session, serial }: ClientReply): 'operation' | null {
    return session === readName(this.#knowledge.id) && serial >= this.#first ? 'operation' : null;
  }
}

function openingName(id: string): string {
  return `${id}.open`;
}

function readName(id: string): string {
  return `${id}.read`;
}

/** The name of an opened session, which is JSON text; null when there is none. */
export function sessionNamed({ status, result }: ClientReply): string | null {
  if (status !== 'ok' || result === null) return null;
  try {
    const name: unknown = JSON.parse(result);
    return typeof name === 'string' && name !== '' ? name : null;
  } catch {
    return null;
  }
}
