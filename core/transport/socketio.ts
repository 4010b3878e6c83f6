/**
 * The real network: each node has a socket.io server on its own TCP port of 127.0.0.1, and dials every other node's.
 *
 * A message from one node to another travels over the sender's own connection to the receiver's port. So each direction
 * of a link is one connection with one owner: there is no question who dials, a cut wire shows on the side that sends,
 * and a node whose port was taken needs nobody's help. Clients have no port; they get replies over their own connection.
 */
import type { DropReason, Envelope, PortError, Transport, TransportHandlers } from '../node/ports.ts';
import { Dialer } from './dialer.ts';
import type { Caller, Identity, Kind } from './handshake.ts';
import { FIRST_DIALS_MS } from './limits.ts';
import { Listener } from './listener.ts';
import { type Lane, parseEnvelope } from './wire.ts';

export interface SocketTransportOptions {
  readonly kind: Kind;
  /** `S1` … `S9` for a node, `c1` … `c999` for a client. */
  readonly id: string;
  /** The port to listen on; 0 takes any free one. null for a client. */
  readonly port: number | null;
  readonly clusterId: string;
  /** Known to every member of the cluster and nobody else; never sent. At least 128 random bits. */
  readonly secret: string;
  /** The nodes and where they listen, `S2` → `127.0.0.1:7402`; read anew at every dial. */
  readonly peers: () => ReadonlyMap<string, string>;
  /** Later news for the user, as sentences: a refused connection, a caller that broke the rules. Each one once. */
  readonly notice?: (sentence: string) => void;
}

export type SocketTransportOpened =
  | {
      readonly ok: true;
      readonly transport: Transport;
      /** `127.0.0.1:port`; null for a client. */
      readonly address: string | null;
      readonly notices: readonly string[];
    }
  | { readonly ok: false; readonly error: PortError };

/**
 * Opens a node's port, or a client's connections. A taken port is no error: another is taken and `notices` says so.
 * A node dials the others when it listens (Transport.listen), a client at once; a client's `done` comes when every node
 * has answered or is known not to, within half a second. `done` never comes during the call.
 */
export function openSocketTransport(
  options: SocketTransportOptions,
  done: (opened: SocketTransportOpened) => void,
): void {
  const transport = new SocketTransport(options);
  if (options.kind === 'client') {
    transport.dialFirst(() => done({ ok: true, transport, address: null, notices: [] }));
    return;
  }
  transport.openPort(options.port ?? 0, (opened) => done(opened.ok ? { ...opened, transport } : opened));
}

/** A caller that breaks the rules in ever new ways must not fill the memory with sentences about it. */
const MOST_NOTICES = 100;

class SocketTransport implements Transport {
  readonly #options: SocketTransportOptions;
  readonly #self: Identity;
  readonly #listener: Listener | null;
  readonly #dialers = new Map<string, Dialer>();
  readonly #noticed = new Set<string>();
  #handlers: TransportHandlers | null = null;
  #dialSettled: () => void = () => undefined;

  constructor(options: SocketTransportOptions) {
    const { kind, id, clusterId, secret } = options;
    this.#options = options;
    this.#self = { kind, id, clusterId, secret };
    this.#listener =
      kind === 'client'
        ? null
        : new Listener(this.#self, {
            joined: (caller) => this.#joined(caller),
            received: (caller, payload) =>
              this.#received(caller.kind === 'node' ? 'raft' : 'request', caller.id, payload),
          });
  }

  openPort(port: number, done: Parameters<Listener['open']>[1]): void {
    this.#listener?.open(port, done);
  }

  /** Dials every node; `done` when each dial has succeeded or failed. */
  dialFirst(done: () => void): void {
    const peers = this.#peerNames();
    let open = peers.length;
    const finish = () => {
      clearTimeout(timer);
      this.#dialSettled = () => undefined;
      done();
    };
    const timer = setTimeout(finish, open === 0 ? 0 : FIRST_DIALS_MS);
    this.#dialSettled = () => {
      open -= 1;
      if (open === 0) finish();
    };
    for (const peer of peers) this.#dialer(peer).dialNow();
  }

  listen(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#listener?.letIn();
    for (const peer of this.#peerNames()) this.#dialer(peer).dialNow();
  }

  /** A loss that is known at once is reported during the call; the caller must not send from within that report. */
  send(envelope: Envelope): void {
    if (this.#handlers === null) return;
    const outcome = this.#carry(envelope);
    if (outcome !== 'sent') this.#handlers.lost(envelope, outcome);
  }

  /** Nothing is received or reported any more; `done` when the port is free again. */
  close(done: () => void): void {
    this.#handlers = null;
    for (const dialer of this.#dialers.values()) dialer.close();
    this.#dialers.clear();
    if (this.#listener === null) setImmediate(done);
    else this.#listener.close(done);
  }

  #carry(envelope: Envelope): 'sent' | Extract<DropReason, 'disconnected' | 'overflow'> {
    const dialer = this.#dialers.get(envelope.to);
    if (dialer !== undefined) return dialer.send(envelope);
    if (this.#listener?.hasClient(envelope.to)) return this.#listener.send(envelope);
    if (this.#options.peers().has(envelope.to) && envelope.to !== this.#self.id) this.#dialer(envelope.to).dialNow();
    return 'disconnected';
  }

  #peerNames(): string[] {
    return [...this.#options.peers().keys()].filter((peer) => peer !== this.#self.id);
  }

  #dialer(peer: string): Dialer {
    const known = this.#dialers.get(peer);
    if (known !== undefined) return known;
    const dialer = new Dialer({
      self: this.#self,
      peer,
      address: () => this.#options.peers().get(peer),
      received: (payload) => this.#self.kind === 'client' && this.#received('reply', peer, payload),
      settled: () => this.#dialSettled(),
      notice: (sentence) => this.#notice(sentence),
    });
    this.#dialers.set(peer, dialer);
    return dialer;
  }

  /** A peer that has just reached us is there to be reached: no need to wait for the next dial. */
  #joined({ kind, id }: Caller): void {
    if (kind === 'node' && this.#handlers !== null) this.#dialer(id).dialNow();
  }

  /** False when a message is not one of ours: the connection it came from is closed. */
  #received(lane: Lane, from: string, packet: unknown): boolean {
    return Array.isArray(packet) && packet.every((input: unknown) => this.#take(lane, from, input));
  }

  /** Nothing thrown passes here. */
  #take(lane: Lane, from: string, input: unknown): boolean {
    const handlers = this.#handlers;
    if (handlers === null) return true;
    try {
      const envelope = parseEnvelope(lane, input);
      if (envelope !== null && envelope.from === from && envelope.to === this.#self.id) {
        handlers.receive(envelope);
        return true;
      }
      this.#notice(`${from} sent ${this.#self.id} something that is no message of it; the connection was closed.`);
      if (envelope !== null) handlers.lost(envelope, 'malformed');
      return false;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#notice(`${this.#self.id} failed over a message from ${from}: ${reason}`);
      return true;
    }
  }

  #notice(sentence: string): void {
    if (this.#noticed.has(sentence) || this.#noticed.size >= MOST_NOTICES) return;
    this.#noticed.add(sentence);
    this.#options.notice?.(sentence);
  }
}
