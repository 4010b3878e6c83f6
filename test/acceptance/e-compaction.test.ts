/** Acceptance scenarios E-01 to E-09: logs that are compacted, and servers that come back after it (§7). */
import { expect, test } from 'vitest';
import { VirtualTest } from './virtual.ts';

const every = (entries: number) => ({ raft: { snapshotAfterEntries: entries } });

test('E-01 while all keep up nobody is sent a snapshot, and no log grows beyond twenty entries', () => {
  const cluster = new VirtualTest(every(10));
  for (let round = 0; round < 30; round++) {
    for (let command = 0; command < 5 + (round % 10); command++) cluster.submit(`put k ${round}`);
    for (const node of cluster.running()) {
      const entries = cluster.state(node)?.log.entries ?? [];
      expect(entries.length).toBeLessThanOrEqual(20);
      const commands = entries.map(({ payload }) => (payload.kind === 'command' ? payload.command : ''));
      expect(commands.join('').length).toBeLessThanOrEqual(2000);
    }
  }
  cluster.converge();
  expect(cluster.sent('installSnapshot')).toEqual([]);
  cluster.beSound();
});

interface Outage {
  readonly away: (cluster: VirtualTest, node: string) => void;
  readonly back: (cluster: VirtualTest, node: string) => void;
}

const cut: Outage = {
  away: (cluster, node) => cluster.call('network.isolate', { node }),
  back: (cluster, node) => {
    for (const other of cluster.running()) {
      if (other === node) continue;
      cluster.call('link.heal', { from: node, to: other });
      cluster.call('link.heal', { from: other, to: node });
    }
  },
};
const crash: Outage = {
  away: (cluster, node) => cluster.call('node.crash', { node }),
  back: (cluster, node) => cluster.call('node.restart', { node }),
};

test.each([
  ['E-02 a server that was cut off', cut, 'good'],
  ['E-03 a server that was cut off, in a bad network,', cut, 'bad'],
  ['E-04 a server that crashed', crash, 'good'],
  ['E-05 a server that crashed, in a bad network,', crash, 'bad'],
] as const)('%s gets a snapshot and agrees with the others, the leader too', (_, { away, back }, network) => {
  const cluster = new VirtualTest(every(10));
  if (network === 'bad') cluster.spoilLinks();
  const load = cluster.appenders({ clients: 2 });
  for (let round = 0; round < 4; round++) {
    const node = round % 2 === 0 ? cluster.leader() : (cluster.followers()[0] ?? 'S1');
    away(cluster, node);
    const goal = load.answered + 25;
    cluster.until('25 commands without it', () => load.answered >= goal, 60_000);
    const sent = cluster.sent('installSnapshot').filter(({ to }) => to === node).length;
    back(cluster, node);
    cluster.until('a snapshot for it', () => installedTo(cluster, node) > sent, 20_000);
    cluster.until('a leader', () => cluster.leader() !== 'nobody');
    cluster.pass(500);
  }
  cluster.call('network.heal', {});
  cluster.settle(load);
});

function installedTo(cluster: VirtualTest, node: string): number {
  return cluster.sent('installSnapshot').filter(({ to }) => to === node).length;
}

test('E-06 all crash again and again and begin from their snapshots and what follows; no index goes back', () => {
  const cluster = new VirtualTest(every(10));
  const load = cluster.appenders({ clients: 2 });
  let last = 0;
  for (let round = 0; round < 5; round++) {
    const goal = load.answered + 25;
    cluster.until('25 more commands', () => load.answered >= goal, 20_000);
    const all = cluster.running();
    for (const node of all) cluster.call('node.crash', { node });
    for (const node of all) cluster.call('node.restart', { node });
    for (const node of all) expect(cluster.state(node)?.lastApplied).toBeGreaterThan(0);
    cluster.until('a leader', () => cluster.leader() !== 'nobody');
    const outcome = cluster.submit('put after crash', 'c9');
    expect(outcome.index ?? 0).toBeGreaterThan(last);
    last = outcome.index ?? 0;
  }
  cluster.settle(load);
});

test('E-07 after a crash the next snapshot is counted from the one on the disk', () => {
  const cluster = new VirtualTest(every(10));
  const crashAll = () => {
    for (const node of cluster.running()) cluster.call('node.crash', { node });
    for (const node of ['S1', 'S2', 'S3']) cluster.call('node.restart', { node });
  };
  for (let count = 0; count < 12; count++) cluster.submit(`append k ${count % 10}`);
  cluster.converge();
  for (const more of ['a', 'b']) {
    crashAll();
    expect(cluster.submit(`append k ${more}`, 'c2')).toMatchObject({ status: 'ok' });
  }
  expect(cluster.get('k')).toBe('012345678901ab');
  cluster.converge();
  cluster.beSound();
});

test('E-08 one key overwritten 400 times: a short log, and a snapshot of at most 500 characters', () => {
  const cluster = new VirtualTest(every(10));
  for (let count = 0; count < 400; count++) cluster.submit(`put k ${count}`);
  cluster.converge();
  for (const node of cluster.running()) {
    const state = cluster.state(node);
    expect(state?.log.entries.length).toBeLessThanOrEqual(20);
    expect(state?.snapshot?.data.length).toBeLessThanOrEqual(500);
  }
});

test('E-09 a server that missed 50 commands is needed for the majority, and the values are right', () => {
  const cluster = new VirtualTest(every(10));
  const [lagging = '', other = ''] = cluster.followers();
  cluster.call('network.isolate', { node: lagging });
  for (let count = 0; count < 50; count++) cluster.submit(`append k${count % 5} ${count % 10}`);
  cut.back(cluster, lagging);
  cluster.call('node.crash', { node: other });
  expect(cluster.submit('put last 1')).toMatchObject({ status: 'ok' });
  for (let key = 0; key < 5; key++) expect(cluster.get(`k${key}`)).toBe(`${key}${key + 5}`.repeat(5));
  cluster.converge();
  expect(cluster.sent('installSnapshot').some(({ to }) => to === lagging)).toBe(true);
  cluster.beSound();
});
