/** Real endpoints of one cluster on real ports, for tests. */
import type { Transport } from '../../core/node/ports.ts';
import { openSocketTransport, type SocketTransportOptions } from '../../core/transport/socketio.ts';

export const SECRET = '0123456789abcdef0123456789abcdef';

export interface OpenedEndpoint {
  readonly transport: Transport;
  readonly address: string | null;
  readonly notices: readonly string[];
}

export class SocketCluster {
  /** Where each node listens, as every endpoint sees it. */
  readonly addresses = new Map<string, string>();
  /** Later sentences of all endpoints. */
  readonly sentences: string[] = [];

  /** A node comes back to its last port unless `elsewhere`; `options` replace what an honest member would say. */
  open(id: string, elsewhere = false, options: Partial<SocketTransportOptions> = {}): Promise<OpenedEndpoint> {
    const isNode = id.startsWith('S');
    const lastPort = elsewhere ? 0 : portOf(this.addresses.get(id) ?? '127.0.0.1:0');
    const settings: SocketTransportOptions = {
      kind: isNode ? 'node' : 'client',
      id,
      port: isNode ? lastPort : null,
      clusterId: 'lab-1',
      secret: SECRET,
      peers: () => this.addresses,
      notice: (sentence) => this.sentences.push(sentence),
      ...options,
    };
    return new Promise((resolve, reject) => {
      openSocketTransport(settings, (opened) => {
        if (!opened.ok) return reject(new Error(opened.error.message));
        if (opened.address !== null) this.addresses.set(id, opened.address);
        resolve(opened);
      });
    });
  }
}

export function portOf(address: string): number {
  return Number(address.split(':')[1]);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Resolves when the condition holds; rejects after five seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('it did not happen within 5 s');
    await pause(2);
  }
}
