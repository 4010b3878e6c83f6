/** The lab in a browser: one HTTP server on 127.0.0.1 that serves the built pages and carries the contract over a socket. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LabEvent } from '../../core/contract/lab-api.ts';
import type { Serve } from '../../core/contract/serve.ts';
import type { BuiltFiles } from '../../core/hosting/built-files.ts';
import { batchEvents } from '../../core/hosting/event-batch.ts';
import { openGuard, type Refusals } from './guard.ts';
import { openPages } from './pages.ts';
import { openSockets } from './socket.ts';

export interface WebHostOptions {
  readonly files: BuiltFiles;
  /** The port asked for; 0 takes a free one. */
  readonly port: number;
  readonly call: Serve;
  readonly onEvents: (listener: (event: LabEvent) => void) => () => void;
}

export interface WebHost {
  readonly port: number;
  /** The address with the token in its fragment, which no browser sends anywhere. */
  readonly url: string;
  readonly refusals: Readonly<Refusals>;
  /** An address that opens the lab once, for the command line of a browser. */
  openDoor(): string;
  close(): Promise<void>;
}

/** Answers null when the port is taken. Other errors of listening are thrown as they are. */
export async function openWebHost(options: WebHostOptions): Promise<WebHost | null> {
  const guard = openGuard();
  const pages = openPages(options.files, guard);
  const http = createServer({ headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: 500 });
  http.maxConnections = 64;
  http.keepAliveTimeout = 5000;
  http.on('request', (request, response) => pages.answer(request, response, portOf(http)));
  const sockets = openSockets(http, guard, () => portOf(http), options.call);
  if (!(await listens(http, options.port))) {
    await sockets.close();
    return null;
  }
  const batch = batchEvents((event) => sockets.send(event));
  const unsubscribe = options.onEvents((event) => batch.add(event));
  const port = portOf(http);
  return {
    port,
    url: `http://127.0.0.1:${port}/#token=${guard.token}`,
    refusals: guard.refusals,
    openDoor: () => `http://127.0.0.1:${port}${pages.openDoor()}`,
    async close() {
      unsubscribe();
      batch.close();
      const closed = sockets.close();
      http.closeAllConnections();
      await closed;
    },
  };
}

function listens(http: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    http.listen(port, '127.0.0.1', () => resolve(true));
  });
}

function portOf(http: Server): number {
  const address: AddressInfo | string | null = http.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
