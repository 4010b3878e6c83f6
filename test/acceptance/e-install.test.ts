/** Acceptance scenarios E-10 to E-15 and E-20: InstallSnapshot that is interrupted, overtaken, late or in vain (§7). */
import { describe, expect, test } from 'vitest';
import { VirtualTest } from './virtual.ts';

/** Small pieces and a slow way, so that a transfer can be interrupted anywhere. */
function given() {
  const cluster = new VirtualTest({ raft: { snapshotAfterEntries: null, maxChunkLength: 10 } });
  const [away = '', other = ''] = cluster.followers();
  cluster.call('node.crash', { node: away });
  for (let count = 0; count < 30; count++) cluster.submit(`append k${count % 3} ${count % 10}`);
  const far = { cut: false, delayMs: 8, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
  cluster.call('link.set', { from: cluster.leader(), to: away, ...far });
  return { cluster, away, other, leader: cluster.leader() };
}

const expected = { k0: '0369258147', k1: '1470369258', k2: '2581470369' };

function chunks(cluster: VirtualTest, node: string) {
  return cluster.events.flatMap((event) => (event.ev === 'raft.chunk' && event.node === node ? [event.chunk] : []));
}

function installed(cluster: VirtualTest, node: string): number[] {
  return cluster.events.flatMap((event) =>
    event.ev === 'log.compact' && event.node === node && event.compact.why === 'installed'
      ? [event.compact.lastIncludedIndex]
      : [],
  );
}

function holdsAll(cluster: VirtualTest): void {
  cluster.converge();
  for (const { id, pairs } of cluster.virtual.cluster.inspect()) {
    expect({ id, pairs: Object.fromEntries(pairs) }).toMatchObject({ id, pairs: expected });
  }
  cluster.beSound();
}

describe('E-10 a crash at any moment of the transfer leaves the old state or the new one', () => {
  test.each(['receiver', 'sender'] as const)('of the %s', (who) => {
    let interrupted = 0;
    for (let at = 1; at <= 170; at += 14) {
      const { cluster, away, leader } = given();
      cluster.call('node.snapshot', { node: leader });
      cluster.call('node.restart', { node: away });
      cluster.until('the first piece', () => chunks(cluster, away).length > 0);
      cluster.pass(at);
      interrupted += installed(cluster, away).length === 0 ? 1 : 0;
      const victim = who === 'receiver' ? away : leader;
      cluster.call('node.crash', { node: victim });
      const disk = cluster.virtual.world.stored(away);
      const snapshotIndex = disk.snapshot?.lastIncludedIndex ?? 0;
      expect(disk.entries.every(({ index }, place) => index === snapshotIndex + place + 1)).toBe(true);
      cluster.call('node.restart', { node: victim });
      cluster.until('a leader', () => cluster.leader() !== 'nobody');
      expect(cluster.submit('put after 1', 'c2')).toMatchObject({ status: 'ok' });
      holdsAll(cluster);
    }
    expect(interrupted).toBeGreaterThan(3);
  });
});

test('E-11 a second, newer snapshot while the first is on its way harms nothing', () => {
  const { cluster, away, leader } = given();
  cluster.call('node.snapshot', { node: leader });
  const first = cluster.state(leader)?.log.snapshotIndex ?? 0;
  cluster.call('node.restart', { node: away });
  cluster.until('the first piece', () => chunks(cluster, away).length > 0);
  for (let count = 0; count < 5; count++) cluster.submit(`put more ${count}`);
  expect(cluster.call('node.snapshot', { node: leader })).toMatchObject({ ok: true });
  const second = cluster.state(leader)?.log.snapshotIndex ?? 0;
  expect(second).toBeGreaterThan(first);
  expect(installed(cluster, away)).toEqual([]);
  holdsAll(cluster);
  expect(installed(cluster, away).at(-1)).toBe(second);
});

test('E-12 an offered snapshot that is older than the state is ignored, and no entry goes', () => {
  const { cluster, away, leader } = given();
  cluster.call('node.snapshot', { node: leader });
  // Every piece comes twice, the second time up to half a second later.
  const late = { cut: false, delayMs: 0, jitterMs: 500, loss: 0, duplicate: 1, reorder: 0 };
  cluster.call('node.restart', { node: away });
  cluster.call('link.set', { from: leader, to: away, ...late });
  cluster.until('an installed snapshot', () => installed(cluster, away).length > 0, 60_000);
  for (let count = 0; count < 5; count++) cluster.submit(`put more ${count}`);
  cluster.pass(2000);
  cluster.call('network.heal', {});
  holdsAll(cluster);
  expect(chunks(cluster, away).some(({ why }) => why === 'notNewer')).toBe(true);
  expect(installed(cluster, away)).toHaveLength(1);
});

test('E-13 when the leader changes in the middle, nothing of its snapshot is mixed with that of the next', () => {
  const { cluster, away, other, leader } = given();
  cluster.call('node.snapshot', { node: leader });
  for (let count = 0; count < 5; count++) cluster.submit(`put more ${count}`);
  cluster.pass(200);
  cluster.call('node.snapshot', { node: other });
  const [one, two] = [leader, other].map((node) => cluster.state(node)?.log.snapshotIndex);
  expect(one).not.toBe(two);
  cluster.call('node.restart', { node: away });
  cluster.until('a few pieces', () => chunks(cluster, away).length > 2);
  expect(installed(cluster, away)).toEqual([]);
  cluster.call('node.crash', { node: leader });
  cluster.until('a snapshot of the next leader', () => installed(cluster, away).length > 0);
  expect(cluster.leader()).toBe(other);
  expect(new Set(chunks(cluster, away).map(({ lastIncludedIndex }) => lastIncludedIndex))).toEqual(new Set([one, two]));
  expect(installed(cluster, away)).toEqual([two]);
  cluster.call('node.restart', { node: leader });
  holdsAll(cluster);
});

test.each([0, 40_000])(
  'E-14 commands go on during the transfer, the disk syncing within %d µs: none is lost',
  (sync) => {
    const { cluster, away, leader } = given();
    cluster.call('node.snapshot', { node: leader });
    cluster.call('node.restart', { node: away });
    cluster.virtual.world.disk(away)?.setDelay(sync);
    const load = cluster.appenders({ clients: 3, appends: 150 });
    cluster.until('an installed snapshot', () => installed(cluster, away).length > 0, 20_000);
    expect(load.answered).toBeGreaterThan(0);
    cluster.until('an answer to all', () => load.isOver, 20_000);
    cluster.settle(load);
    holdsAll(cluster);
  },
);

test('E-15 a receiver that does not answer is asked again without haste, and nobody else waits for it', () => {
  const { cluster, away, leader } = given();
  cluster.call('node.snapshot', { node: leader });
  const sent = () => cluster.sent('installSnapshot').filter(({ to }) => to === away).length;
  const before = sent();
  const load = cluster.appenders({ clients: 1, appends: 200 });
  const took = cluster.until('an answer to all', () => load.isOver, 20_000);
  expect(took / 200).toBeLessThan(50);
  cluster.pass(3000 - Math.min(took, 2900));
  expect(sent() - before).toBeLessThanOrEqual(Math.max(took, 3000) / 150 + 2);
  cluster.call('node.restart', { node: away });
  cluster.settle(load);
  holdsAll(cluster);
});

test('E-20 the leader compacts what a slow follower still reads: it turns to the snapshot, and no entry is missing', () => {
  const cluster = new VirtualTest({ raft: { snapshotAfterEntries: 10, maxEntriesPerMessage: 1, maxInFlight: 1 } });
  const [slow = ''] = cluster.followers();
  const far = { cut: false, delayMs: 40, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
  cluster.call('link.set', { from: cluster.leader(), to: slow, ...far });
  const load = cluster.appenders({ clients: 4 });
  cluster.until('a snapshot for the slow one', () => installed(cluster, slow).length > 1, 20_000);
  cluster.settle(load);
});
