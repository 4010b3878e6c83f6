/** The world of a real lab: NeDB on the disk, socket.io on TCP ports of 127.0.0.1, the machine's monotonic clock. */
import { RealClock } from '../cluster/paced-clock.ts';
import type { World } from '../cluster/world.ts';
import { openNedbStorage } from '../storage/nedb.ts';
import { openSocketTransport } from '../transport/socketio.ts';
import { type ClusterFolder, nodeFolder } from './cluster-folder.ts';

/** Preferred ports: S1 on 7401, S2 on 7402, …, S99 on 7499. A taken one is replaced, with a notice. */
const FIRST_PORT = 7401;

/** Microseconds of the machine's monotonic clock. */
export function monotonicMicros(): number {
  return Math.floor(performance.now() * 1000);
}

/** What the lab remembers of its servers, outside their own folders. */
export interface StartedServers {
  has(node: string): boolean;
  /** `done` comes when it is safe on the disk; with a sentence when it could not be. */
  add(node: string, done: (problem: string | null) => void): void;
}

export function realWorld(folder: ClusterFolder, started: StartedServers): World {
  const { clusterId, secret } = folder.manifest;
  const addresses = new Map<string, string>();
  const peers = () => addresses;
  return {
    clock: new RealClock(monotonicMicros),
    stopwatch: monotonicMicros,
    calendar: Date.now,
    openStorage: (nodeId, done) => {
      const hasRunBefore = started.has(nodeId);
      openNedbStorage({ folder: nodeFolder(folder, nodeId), clusterId, nodeId, hasRunBefore }, (opened) => {
        if (!opened.ok) return done(opened);
        const { storage, stored, notices } = opened;
        const ready = () => done({ ok: true, value: { storage, stored }, notices });
        if (hasRunBefore) return ready();
        started.add(nodeId, (problem) => {
          if (problem === null) return ready();
          storage.close(() => done({ ok: false, error: { code: 'storage', message: `${nodeId}: ${problem}` } }));
        });
      });
    },
    openNodeTransport: (id, done) => {
      const port = portOf(addresses.get(id)) ?? FIRST_PORT + Number(id.slice(1)) - 1;
      openSocketTransport({ kind: 'node', id, port, clusterId, secret, peers }, (opened) => {
        if (!opened.ok) return done(opened);
        const { transport, address, notices } = opened;
        if (address !== null) addresses.set(id, address);
        done({ ok: true, value: { transport, address }, notices });
      });
    },
    openClientTransport: (id, done) => {
      openSocketTransport({ kind: 'client', id, port: null, clusterId, secret, peers }, (opened) => {
        if (!opened.ok) return done(opened);
        const { transport, address, notices } = opened;
        done({ ok: true, value: { transport, address }, notices });
      });
    },
  };
}

/** A restarted node asks for the port it had. */
function portOf(address: string | undefined): number | null {
  return address === undefined ? null : Number(address.slice(address.lastIndexOf(':') + 1));
}
