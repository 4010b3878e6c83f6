/** Carries the lab's contract over socket.io: `call` (method, params, acknowledgement) inwards, `event` outwards. WebSocket only. */
import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import type { LabEvent } from '../../core/contract/lab-api.ts';
import type { Serve } from '../../core/contract/serve.ts';
import { limitCalls } from '../../core/hosting/limit-calls.ts';
import type { Guard } from './guard.ts';

const MAX_FRAME = 256 * 1024;
const UNAUTHENTICATED_MS = 2000;
/** Some seconds of events. A page that is so far behind is cut off; it connects again and reads on from its last event. */
const MAX_UNSENT = 100;

interface Inbound {
  call: (...parts: unknown[]) => void;
}
interface Outbound {
  event: (event: LabEvent) => void;
}
interface PageData {
  /** Events since the connection last took everything that waited. */
  unsent: number;
}
type Page = Socket<Inbound, Outbound, Record<never, never>, PageData>;

export interface PageSockets {
  /** To every page that showed the token. */
  send(event: LabEvent): void;
  close(): Promise<void>;
}

export function openSockets(http: HttpServer, guard: Guard, port: () => number, call: Serve): PageSockets {
  const io = new Server<Inbound, Outbound, Record<never, never>, PageData>(http, {
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: MAX_FRAME,
    allowRequest(request, decide) {
      const refusal = guard.refuse(request, port(), 'socket');
      // engine.io would say 400 whatever the reason.
      if (refusal !== null) request.socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nContent-Length: 0\r\n\r\n`);
      decide(null, refusal === null);
    },
  });
  const strangers = new WeakMap<Page['conn'], NodeJS.Timeout>();
  io.engine.on('connection', (connection: Page['conn']) => {
    strangers.set(
      connection,
      setTimeout(() => cut(connection), UNAUTHENTICATED_MS),
    );
  });
  io.use((page, next) => {
    const verdict = guard.checkToken(page.handshake.auth['token']);
    if (verdict === 'guessing') cut(page.conn);
    next(verdict === 'good' ? undefined : new Error('forbidden'));
  });
  io.on('connection', (page) => {
    clearTimeout(strangers.get(page.conn));
    answerCalls(page, call);
    page.data.unsent = 0;
    page.conn.on('drain', () => {
      page.data.unsent = 0;
    });
  });
  return {
    send(event) {
      for (const page of io.sockets.sockets.values()) {
        page.data.unsent += 1;
        if (page.data.unsent > MAX_UNSENT) cut(page.conn);
      }
      io.emit('event', event);
    },
    close: () => io.close(),
  };
}

/** Closing in good order would wait for the other side, which is just what a hostile or stuck one does not do. */
function cut(connection: Page['conn']): void {
  connection.request.socket.destroy();
}

function answerCalls(page: Page, call: Serve): void {
  const limited = limitCalls(call);
  const answer = async (parts: readonly unknown[]): Promise<void> => {
    const [method, params] = parts;
    const acknowledge = parts.at(-1);
    // Without an acknowledgement nobody waits for the answer, and our own pages always do.
    if (typeof acknowledge !== 'function') return void page.disconnect(true);
    acknowledge(await limited(typeof method === 'string' ? method : '', params));
  };
  page.on('call', (...parts) => void answer(parts));
}
