/** A node under attack: real, listening, with an honest peer whose next message must still arrive. */
import type { Envelope } from '../../core/node/ports.ts';
import { answerChallenge, type Identity } from '../../core/transport/handshake.ts';
import { heartbeat } from './envelopes.ts';
import { RawSocket } from './raw-socket.ts';
import { portOf, SECRET, SocketCluster, until } from './socket-cluster.ts';

export const attacker: Identity = { kind: 'node', id: 'S3', clusterId: 'lab-1', secret: SECRET };

export class AttackedNode {
  readonly cluster = new SocketCluster();
  /** What S1 took as a message of somebody else than its honest peer S2. */
  readonly fromStrangers: Envelope[] = [];
  readonly refused: string[] = [];
  port = 0;
  /** Makes S1's own handler fail, as a node with a broken invariant would. */
  failing = false;
  #fromPeer = 0;
  #close: (() => Promise<void>)[] = [];
  #send: (envelope: Envelope) => void = () => undefined;
  readonly #sockets: RawSocket[] = [];

  async open(): Promise<void> {
    const { transport, address } = await this.cluster.open('S1');
    this.port = portOf(address ?? '');
    transport.listen({
      receive: (envelope) => {
        if (this.failing) throw new Error('broken invariant');
        if (envelope.from === 'S2') this.#fromPeer += 1;
        else this.fromStrangers.push(envelope);
      },
      lost: ({ from }, why) => this.refused.push(`${from} ${why}`),
    });
    const peer = await this.cluster.open('S2');
    peer.transport.listen({ receive: () => undefined, lost: () => undefined });
    this.#send = (envelope) => peer.transport.send(envelope);
    this.#close = [transport, peer.transport].map((each) => () => new Promise((done) => each.close(done)));
    await this.stillServes();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.splice(0)) socket.end();
    for (const close of this.#close) await close();
  }

  /** The claim after every attack: the next honest message arrives. */
  async stillServes(): Promise<void> {
    const before = this.#fromPeer;
    await until(() => {
      this.#send(heartbeat('S2', 'S1', 1));
      return this.#fromPeer > before;
    });
  }

  raw(headers: Record<string, string> = {}, query?: string): RawSocket {
    const socket = new RawSocket(this.port, headers, query);
    this.#sockets.push(socket);
    return socket;
  }

  /** A socket that has joined socket.io's namespace and holds a challenge. */
  async challenged(): Promise<RawSocket> {
    const socket = this.raw();
    await until(() => socket.texts.length > 0);
    socket.text('40');
    await until(() => socket.parameterOf('challenge') !== undefined);
    return socket;
  }

  /** A socket that says hello as `identity`; with the right secret it is a member from then on. */
  async greeting(identity: Identity, to = 'S1'): Promise<RawSocket> {
    const socket = await this.challenged();
    socket.event('hello', answerChallenge(identity, to, socket.parameterOf('challenge'))?.hello);
    return socket;
  }

  /** A proven member that from now on says whatever it likes. */
  async member(): Promise<RawSocket> {
    const socket = await this.greeting(attacker);
    await until(() => socket.parameterOf('welcome') !== undefined);
    return socket;
  }
}
