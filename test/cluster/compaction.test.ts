/** Compaction while a cluster serves (§7, thesis 5.1 and 6.2), in virtual time on disks that are slow with large files. */
import { expect, test } from 'vitest';
import type { ClusterMethod } from '../../core/cluster/commands.ts';
import type { Params } from '../../core/contract/lab-api.ts';
import { defaultOptions } from '../../core/raft/state.ts';
import { VirtualCluster } from '../../core/sim/virtual-cluster.ts';
import type { TraceEvent } from '../../core/trace/events.ts';

const NODES = ['S1', 'S2', 'S3'];
const CLIENTS = ['c1', 'c2', 'c3', 'c4'];
/** Five of the longest election timeouts. */
const SNAPSHOT_MS = 10 * defaultOptions.electionTimeoutMs;

/** A cluster with a leader, whose disks take `SNAPSHOT_MS` for a snapshot. */
function given() {
  const events: TraceEvent[] = [];
  const virtual = new VirtualCluster({
    nodes: NODES,
    seed: 7,
    raft: { ...defaultOptions, checkQuorum: true, snapshotAfterEntries: null },
    pace: 'real',
    by: 'user',
    onEvent: (event) => events.push(event),
  });
  const { clock, cluster, world } = virtual;
  const pass = (ms: number) => clock.runUntil(clock.now() + ms * 1000);
  virtual.start();
  pass(1000);
  for (const node of NODES) world.disk(node)?.setSnapshotDelay(SNAPSHOT_MS * 1000);
  const leader = cluster.leadership.leader()?.id ?? 'nobody';
  const order = <Method extends ClusterMethod>(method: Method, params: Params<Method>) =>
    cluster.call(method, params, () => {});
  /** Every client asks for the next command as soon as the one before is answered; gives the statuses so far. */
  const load = () => {
    const statuses: string[] = [];
    const ask = (client: string) => {
      cluster.call('client.submit', { client, operation: `put ${client} 1` }, (reply) => {
        statuses.push(reply.ok ? reply.value.status : reply.error.code);
        ask(client);
      });
    };
    for (const client of CLIENTS) ask(client);
    return statuses;
  };
  const snapshotIndexes = () => NODES.map((node) => cluster.members.get(node)?.node?.state.log.snapshotIndex);
  return { events, cluster, world, pass, leader, order, load, snapshotIndexes };
}

const only = (ev: TraceEvent['ev'], events: readonly TraceEvent[]) => events.filter((event) => event.ev === ev);

test('6.2 a cluster whose servers all compact at once keeps its leader and goes on committing', () => {
  const { events, cluster, pass, leader, order, load, snapshotIndexes } = given();
  const statuses = load();
  pass(500);
  const from = events.length;
  for (const node of NODES) order('node.snapshot', { node });
  for (let tenth = 1; tenth < 10; tenth += 1) {
    const before = statuses.length;
    pass(SNAPSHOT_MS / 10);
    expect(statuses.length - before).toBeGreaterThan(5);
  }
  expect(snapshotIndexes()).toEqual([0, 0, 0]);
  pass(SNAPSHOT_MS / 5);
  expect(Math.min(...snapshotIndexes().map(Number))).toBeGreaterThan(5);
  expect(new Set(statuses)).toEqual(new Set(['ok']));
  expect(cluster.leadership.leader()?.id).toBe(leader);
  expect(only('raft.role', events.slice(from))).toEqual([]);
});

test('7 a cluster that compacts after every few entries takes one snapshot after the other, not two at once', () => {
  const { events, cluster, pass, leader, order, load } = given();
  order('cluster.rules', { rules: { snapshotAfterEntries: 20 } });
  load();
  const from = events.length;
  pass(4.5 * SNAPSHOT_MS);
  const compactions = only('log.compact', events.slice(from)).map(({ node }) => node);
  expect(NODES.map((node) => compactions.filter((one) => one === node).length)).toEqual([4, 4, 4]);
  expect(cluster.leadership.leader()?.id).toBe(leader);
});

test('7 a disk that fails while a snapshot is written stops its server, and the others go on', () => {
  const { events, cluster, world, pass, leader, order, load } = given();
  const statuses = load();
  pass(200);
  const follower = NODES.find((node) => node !== leader) ?? 'nobody';
  world.disk(follower)?.failSnapshot('ENOSPC');
  order('node.snapshot', { node: follower });
  pass(SNAPSHOT_MS + 100);
  expect(cluster.inspect().find(({ id }) => id === follower)?.status).toBe('halted');
  expect(only('node.halt', events)).toMatchObject([
    { node: follower, lifecycle: { detail: `The disk of ${follower} failed: The disk is full (ENOSPC, on purpose).` } },
  ]);
  const before = statuses.length;
  pass(200);
  expect(statuses.length).toBeGreaterThan(before);
});

test('7 a paused server hears only when it goes on that its snapshot is on the disk', () => {
  const { events, pass, leader, order, snapshotIndexes, load } = given();
  load();
  pass(200);
  const follower = NODES.find((node) => node !== leader) ?? 'nobody';
  order('node.snapshot', { node: follower });
  pass(SNAPSHOT_MS / 2);
  order('node.pause', { node: follower });
  const from = events.length;
  pass(SNAPSHOT_MS);
  expect(events.slice(from).filter(({ node }) => node === follower)).toEqual([]);
  expect(snapshotIndexes()).toEqual([0, 0, 0]);
  order('node.resume', { node: follower });
  pass(100);
  expect(only('log.compact', events)).toMatchObject([{ node: follower, compact: { why: 'taken' } }]);
});

test('7 a paused server hears only when it goes on that its disk failed with the snapshot', () => {
  const { events, cluster, world, pass, leader, order } = given();
  const follower = NODES.find((node) => node !== leader) ?? 'nobody';
  const status = () => cluster.inspect().find(({ id }) => id === follower)?.status;
  world.disk(follower)?.failSnapshot('EIO');
  order('node.snapshot', { node: follower });
  pass(SNAPSHOT_MS / 2);
  order('node.pause', { node: follower });
  const from = events.length;
  pass(SNAPSHOT_MS);
  expect([status(), events.slice(from).filter(({ node }) => node === follower)]).toEqual(['paused', []]);
  order('node.resume', { node: follower });
  pass(100);
  expect(status()).toBe('halted');
});

test('7 a server that crashes while its snapshot is written starts with its log as it was', () => {
  const { cluster, world, pass, leader, order, load, snapshotIndexes } = given();
  load();
  pass(200);
  const follower = NODES.find((node) => node !== leader) ?? 'nobody';
  order('node.snapshot', { node: follower });
  pass(SNAPSHOT_MS / 2);
  order('node.crash', { node: follower });
  pass(SNAPSHOT_MS);
  expect(world.stored(follower)).toMatchObject({ snapshot: null });
  order('node.restart', { node: follower });
  pass(500);
  expect(snapshotIndexes()).toEqual([0, 0, 0]);
  order('node.snapshot', { node: follower });
  pass(SNAPSHOT_MS);
  expect(world.stored(follower).snapshot?.lastIncludedIndex).toBeGreaterThan(10);
  expect(cluster.inspect().map(({ status }) => status)).toEqual(['up', 'up', 'up']);
});
