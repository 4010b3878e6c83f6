/** One socket.io connection dialed to a node's port; never used again once it has ended, so nothing survives in it. */
import { connect, type Socket as TcpSocket } from 'node:net';
import { io, NodeWebSocket, type Socket } from 'socket.io-client';
import { FRAME_BYTES, QUEUED_BYTES } from './limits.ts';

export interface LineEvents {
  readonly packet: (event: unknown, parameters: readonly unknown[]) => void;
  /** The connection could not be made or has ended. Comes once, and not after `destroy`. */
  readonly ended: () => void;
}

/** socket.io-client's WebSocket over a TCP connection of our own, so that it can be measured and ended at once. */
class LoopbackWebSocket extends NodeWebSocket {
  tcp: TcpSocket | null = null;

  override createSocket(uri: string, protocols: string | string[] | undefined, options: object): unknown {
    const createConnection = ({ host, port }: { readonly host: string; readonly port: number }) => {
      this.tcp = connect({ host, port });
      return this.tcp;
    };
    // Without an agent Node asks createConnection; socket.io-client's `false` would make a new agent instead.
    return super.createSocket(uri, protocols, {
      ...options,
      agent: undefined,
      perMessageDeflate: false,
      maxPayload: FRAME_BYTES,
      createConnection,
    });
  }
}

export class Line {
  readonly #socket: Socket;
  readonly #events: LineEvents;

  /** `address` is `127.0.0.1:port`. */
  constructor(address: string, events: LineEvents) {
    this.#events = events;
    this.#socket = io(`ws://${address}`, {
      transports: [LoopbackWebSocket],
      forceNew: true,
      reconnection: false,
    });
    this.#socket.onAny((event: unknown, ...parameters: unknown[]) => events.packet(event, parameters));
    this.#socket.once('connect_error', () => this.#end());
    this.#socket.once('disconnect', () => this.#end());
  }

  /** Only for a connected line: socket.io keeps what is sent before. */
  emit(event: string, payload: unknown): void {
    this.#socket.emit(event, payload);
  }

  /** The other end does not read as fast as this one writes. */
  isFull(): boolean {
    return (this.#tcp()?.writableLength ?? 0) > QUEUED_BYTES;
  }

  /** Ends at once and silently. */
  destroy(): void {
    this.#socket.offAny();
    this.#socket.off();
    const tcp = this.#tcp();
    this.#socket.disconnect();
    tcp?.destroy();
  }

  #end(): void {
    this.destroy();
    this.#events.ended();
  }

  #tcp(): TcpSocket | null {
    const transport = this.#socket.io.engine?.transport;
    return transport instanceof LoopbackWebSocket ? transport.tcp : null;
  }
}
