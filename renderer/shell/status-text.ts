/** The facts of the status bar in words. */
import type { ClusterDescription, NodeDescription } from '../../core/contract/lab-api.ts';
import type { PaceRecord } from '../../core/trace/events.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { hasLeft } from '../model/standing.ts';

/** Those of the start, until the trace tells who came and who left. */
export function nodesNow(view: ClusterView, cluster: ClusterDescription): readonly NodeDescription[] {
  const present = [...view.nodes.values()].filter((node) => !hasLeft(view, node));
  const known = present.flatMap(({ id, address }) => (address === null ? [] : [{ id, address }]));
  return known.length === present.length && known.length > 0 ? known : cluster.nodes;
}

/** `5 nodes on 127.0.0.1:7401 to 7405`, or every port when they do not follow each other. */
export function portsText(described: readonly NodeDescription[]): string {
  const count = described.length;
  const nodes = `${count} ${count === 1 ? 'node' : 'nodes'}`;
  const [first, ...others] = described.map(({ address }) => address);
  if (first === undefined) return nodes;
  const ports = described.map(({ address }) => Number(address.split(':').at(-1)));
  const inRow = ports.every((port, place) => port === (ports[0] ?? 0) + place);
  if (others.length === 0) return `${nodes} on ${first}`;
  return inRow ? `${nodes} on ${first} to ${ports.at(-1)}` : `${nodes} on ${first}, ${ports.slice(1).join(', ')}`;
}

/** Heartbeat and election timeouts as they are in real time at this pace; a held clock has none. */
export function timingText(cluster: ClusterDescription, pace: PaceRecord): string {
  if (pace.rate === 0) return 'clock held: timers stand still';
  const heartbeat = cluster.heartbeatMs / pace.rate;
  const timeout = cluster.electionTimeoutMs / pace.rate;
  return `heartbeat ${milliseconds(heartbeat)}, election timeout ${range(timeout, 2 * timeout)}`;
}

function milliseconds(value: number): string {
  return value < 1000 ? `${Math.round(value)} ms` : `${trimmed(value / 1000)} s`;
}

function range(low: number, high: number): string {
  if (high < 1000) return `${Math.round(low)} to ${Math.round(high)} ms`;
  return `${trimmed(low / 1000)} to ${trimmed(high / 1000)} s`;
}

function trimmed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
