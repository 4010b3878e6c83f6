/** One TCP port of 127.0.0.1: opened, guarded against strangers who only sit there, and freed at once. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { PortError } from '../node/ports.ts';
import { HANDSHAKE_MS, STRANGERS } from './limits.ts';

const HOST = '127.0.0.1';

/** Reasons why one port cannot be had while another can. */
const sentences: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'is used by another program'],
  ['EACCES', 'is not open to this program'],
]);

export type GateOpened =
  | { readonly ok: true; readonly address: string; readonly notices: readonly string[] }
  | { readonly ok: false; readonly error: PortError };

export class Gate {
  readonly server: Server = createServer(refuseRequest);
  readonly #owner: string;
  readonly #sockets = new Set<Socket>();
  /** Connections that have not proved themselves, oldest first, each with its deadline. */
  readonly #strangers = new Map<Socket, NodeJS.Timeout>();

  /** `owner` is the node's name, for the sentences. */
  constructor(owner: string) {
    this.#owner = owner;
    this.server.on('connection', (socket) => this.#enter(socket));
    // A connection that could not be accepted (no descriptor left) is one that never came, and must not end the process.
    this.server.on('error', () => undefined);
  }

  /** Opens `port`, or any free one when it is taken and says so; 0 asks for any. */
  open(port: number, done: (opened: GateOpened) => void): void {
    this.#listen(port, (error, taken) => {
      if (error === null) return done({ ok: true, address: `${HOST}:${taken}`, notices: [] });
      const reason = sentences.get(error.code ?? '');
      if (reason === undefined || port === 0) return done(this.#cannotOpen(error));
      this.#listen(0, (second, other) => {
        if (second !== null) return done(this.#cannotOpen(second));
        done({
          ok: true,
          address: `${HOST}:${other}`,
          notices: [`Port ${port} ${reason}; ${this.#owner} took ${other}.`],
        });
      });
    });
  }

  /** The connection has proved who it is: it may stay. */
  admit(socket: Socket): void {
    clearTimeout(this.#strangers.get(socket));
    this.#strangers.delete(socket);
  }

  /** Ends every connection without a farewell, so that the port is free when the server has closed. */
  destroySockets(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #listen(port: number, done: (error: NodeJS.ErrnoException | null, port: number) => void): void {
    const failed = (error: NodeJS.ErrnoException) => {
      this.server.off('listening', opened);
      done(error, port);
    };
    const opened = () => {
      this.server.off('error', failed);
      const address = this.server.address();
      done(null, address !== null && typeof address === 'object' ? address.port : port);
    };
    this.server.once('error', failed);
    this.server.once('listening', opened);
    this.server.listen({ host: HOST, port, exclusive: true });
  }

  #cannotOpen(error: NodeJS.ErrnoException): GateOpened {
    const message = `${this.#owner} could not open a port on ${HOST}: ${error.message}`;
    return { ok: false, error: { code: error.code ?? 'UNKNOWN', message } };
  }

  #enter(socket: Socket): void {
    this.#sockets.add(socket);
    this.#strangers.set(
      socket,
      setTimeout(() => socket.destroy(), HANDSHAKE_MS),
    );
    // A connection that breaks is silence; without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.admit(socket);
      this.#sockets.delete(socket);
    });
    // A flood pushes out its own oldest: a peer needs milliseconds to prove itself, long before its turn comes.
    const [oldest] = this.#strangers.keys();
    if (this.#strangers.size > STRANGERS) oldest?.destroy();
  }
}

/** There is nothing to see over plain HTTP. */
function refuseRequest(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { Connection: 'close', 'Content-Length': 0 }).end();
}
