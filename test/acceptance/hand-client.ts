/** A client that says what it likes, in whatever order, and keeps what it is told (§8). */
import type { ClientQuestion, ClientReply } from '../../core/node/client-messages.ts';
import type { Transport } from '../../core/node/ports.ts';
import type { VirtualTest } from './virtual.ts';

const ID = 'c90';

export class HandClient {
  readonly replies: ClientReply[] = [];
  readonly #cluster: VirtualTest;
  readonly #transport: Transport;
  #sent = 0;

  constructor(cluster: VirtualTest) {
    this.#cluster = cluster;
    this.#transport = openTransport(cluster);
    this.#transport.listen({
      receive: ({ body }) => {
        if (body.kind === 'clientReply') this.replies.push(body);
      },
      lost: () => {},
    });
  }

  open(): string {
    this.#send({ kind: 'openSession', from: ID, to: this.#cluster.leader(), session: `${ID}.open`, serial: 1 });
    this.#cluster.until('a session', () => this.replies.length > 0);
    return String(JSON.parse(this.replies.shift()?.result ?? 'null'));
  }

  /** To the leader of the moment. */
  request(session: string, serial: number, operation: string, lowestOpen = 1): void {
    const to = this.#cluster.leader();
    this.#send({ kind: 'clientRequest', from: ID, to, session, serial, lowestOpen, operation });
  }

  answer(session: string, serial: number, operation: string, lowestOpen = 1): ClientReply | undefined {
    this.replies.length = 0;
    this.request(session, serial, operation, lowestOpen);
    this.#cluster.until('an answer', () => this.replies.length > 0);
    return this.replies[0];
  }

  #send(body: ClientQuestion): void {
    this.#sent += 1;
    this.#transport.send({ id: `${ID}.1.${this.#sent}`, hlc: [0, 0], from: ID, to: body.to, body });
  }
}

function openTransport({ virtual }: VirtualTest): Transport {
  const transports: Transport[] = [];
  virtual.world.openClientTransport(ID, (opened) => {
    if (opened.ok) transports.push(virtual.cluster.links.wrap(opened.value.transport));
  });
  const [transport] = transports;
  if (transport === undefined) throw new Error(`${ID} has no network.`);
  return transport;
}
