/** A client's end of the network: every message it sends, gets or loses stands in the trace. */
import type { ClientQuestion, ClientReply } from '../node/client-messages.ts';
import { addressRecord, messageRecord } from '../node/message-record.ts';
import type { DropReason, Envelope, Transport } from '../node/ports.ts';
import type { EventSink } from '../trace/recorder.ts';

export interface MailboxHandlers {
  readonly reply: (reply: ClientReply) => void;
  /** One of this client's own requests certainly found no connection to this server. */
  readonly unreachable: (server: string) => void;
}

/** What a sender's own connection tells it. Everything else is silence, as on a real network. */
const noticed: ReadonlySet<DropReason> = new Set<DropReason>(['down', 'disconnected', 'overflow']);

export class Mailbox {
  readonly #id: string;
  readonly #transport: Transport;
  readonly #sink: EventSink;
  #sent = 0;

  constructor(id: string, transport: Transport, sink: EventSink, handlers: MailboxHandlers) {
    this.#id = id;
    this.#transport = transport;
    this.#sink = sink;
    transport.listen({
      receive: (envelope) => this.#received(envelope, handlers),
      lost: (envelope, why) => this.#lost(envelope, why, handlers),
    });
  }

  send(question: ClientQuestion): void {
    this.#sent += 1;
    const id = `${this.#id}.${this.#sent}`;
    const event = this.#sink.record({ ev: 'msg.send', node: this.#id, msg: messageRecord(id, question) });
    this.#transport.send({ id, hlc: event.hlc, from: question.from, to: question.to, body: question });
  }

  close(done: () => void): void {
    this.#transport.close(done);
  }

  #received(envelope: Envelope, handlers: MailboxHandlers): void {
    this.#sink.record({ ev: 'msg.recv', node: this.#id, msg: addressRecord(envelope.id, envelope.body) }, envelope.hlc);
    if (envelope.body.kind === 'clientReply') {
      handlers.reply(envelope.body);
    }
  }

  #lost(envelope: Envelope, why: DropReason, handlers: MailboxHandlers): void {
    this.#sink.record({ ev: 'msg.drop', node: 'lab', msg: addressRecord(envelope.id, envelope.body), why });
    if (envelope.from === this.#id && noticed.has(why)) {
      handlers.unreachable(envelope.to);
    }
  }
}
