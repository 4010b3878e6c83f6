/** The listening side: a socket.io server that takes messages only from callers that have proved who they are. */
import type { IncomingMessage } from 'node:http';
import type { Socket as TcpSocket } from 'node:net';
import { Server, type Socket } from 'socket.io';
import type { Envelope } from '../node/ports.ts';
import { Gate, type GateOpened } from './gate.ts';
import { type Caller, type Challenge, type Identity, judgeHello, newChallenge } from './handshake.ts';
import { FRAME_BYTES, HANDSHAKE_MS, QUEUED_BYTES, QUEUED_PACKETS } from './limits.ts';
import { Outbox } from './outbox.ts';

export interface ListenerEvents {
  /** The caller has proved itself; its messages follow. */
  readonly joined: (caller: Caller) => void;
  /** False when a message of the packet breaks the rules: its connection is closed. */
  readonly received: (caller: Caller, packet: unknown) => boolean;
}

interface Connection {
  readonly caller: Caller;
  readonly tcp: TcpSocket;
  readonly outbox: Outbox;
  /** Packets that engine.io keeps because the connection is slow. */
  waiting: number;
}

export class Listener {
  readonly #self: Identity;
  readonly #events: ListenerEvents;
  readonly #gate: Gate;
  readonly #io: Server;
  readonly #connections = new Map<string, Connection>();
  #ready = false;

  constructor(self: Identity, events: ListenerEvents) {
    this.#self = self;
    this.#events = events;
    this.#gate = new Gate(self.id);
    this.#io = new Server(this.#gate.server, {
      transports: ['websocket'],
      allowUpgrades: false,
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      maxHttpBufferSize: FRAME_BYTES,
      connectTimeout: HANDSHAKE_MS,
      allowRequest: (request, answer) => answer(null, this.#ready && !isFromBrowser(request)),
    });
    this.#io.on('connection', (socket) => this.#meet(socket));
  }

  open(port: number, done: (opened: GateOpened) => void): void {
    this.#gate.open(port, done);
  }

  /** From now on callers are let in; before, there is nobody to take their messages. */
  letIn(): void {
    this.#ready = true;
  }

  hasClient(id: string): boolean {
    return this.#connections.get(id)?.caller.kind === 'client';
  }

  /** Sends to a caller over its own connection. */
  send(envelope: Envelope): 'sent' | 'disconnected' | 'overflow' {
    const connection = this.#connections.get(envelope.to);
    if (connection === undefined) return 'disconnected';
    const { outbox, waiting, tcp } = connection;
    const isFull = waiting >= QUEUED_PACKETS || tcp.writableLength > QUEUED_BYTES;
    return !isFull && outbox.put(envelope) ? 'sent' : 'overflow';
  }

  close(done: () => void): void {
    this.#ready = false;
    this.#connections.clear();
    this.#gate.destroySockets();
    void this.#io.close(() => done());
  }

  /**
   * Every packet ends in this middleware, which never calls on: nothing a caller sends is ever emitted as an event, so
   * no name of an event, no missing listener and no acknowledgement asked for can do harm.
   */
  #meet(socket: Socket): void {
    const challenge = newChallenge();
    const tcp = socket.request.socket;
    let connection: Connection | null = null;
    socket.use((packet: readonly unknown[]) => {
      if (connection === null) connection = this.#judge(socket, tcp, challenge, packet);
      else this.#take(connection, packet);
    });
    // socket.io leaves a caller that broke its rules half a minute to answer the farewell; here it is gone at once.
    socket.once('disconnect', () => {
      if (connection === null) return tcp.destroySoon();
      this.#forget(connection);
      tcp.destroy();
    });
    socket.emit('challenge', challenge);
  }

  #judge(socket: Socket, tcp: TcpSocket, challenge: Challenge, packet: readonly unknown[]): Connection | null {
    const judgement = judgeHello(this.#self, challenge, packet[0] === 'hello' ? packet[1] : null);
    if (!judgement.ok) {
      socket.emit('refused', judgement.refusal);
      socket.disconnect(true);
      return null;
    }
    const outbox = new Outbox((messages) => {
      connection.waiting += 1;
      socket.emit('messages', messages);
    });
    const connection: Connection = { caller: judgement.caller, tcp, outbox, waiting: 0 };
    socket.conn.on('drain', () => {
      connection.waiting = 0;
    });
    socket.emit('welcome', judgement.welcome);
    this.#admit(connection);
    return connection;
  }

  /** The newest connection of a name wins: the older one is its own past, half open or not yet noticed dead. */
  #admit(connection: Connection): void {
    const { caller, tcp } = connection;
    this.#connections.get(caller.id)?.tcp.destroy();
    this.#connections.set(caller.id, connection);
    this.#gate.admit(tcp);
    this.#events.joined(caller);
  }

  #take(connection: Connection, packet: readonly unknown[]): void {
    const { caller, tcp } = connection;
    if (this.#connections.get(caller.id) !== connection) return;
    const isMessage = packet.length === 2 && packet[0] === 'messages';
    if (isMessage && this.#events.received(caller, packet[1])) return;
    this.#forget(connection);
    tcp.destroy();
  }

  #forget(connection: Connection): void {
    const { id } = connection.caller;
    if (this.#connections.get(id) === connection) this.#connections.delete(id);
  }
}

/** Browsers always say where a WebSocket comes from, and peers never do. */
function isFromBrowser(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined;
}
