/** Acceptance scenarios E-16 to E-19: what is in a snapshot, and that a damaged one is never taken (§7, §8). */
import { expect, test } from 'vitest';
import { crc32 } from '../../core/raft/checksum.ts';
import type { InstallSnapshot } from '../../core/raft/messages.ts';
import { step } from '../../core/raft/step.ts';
import { VirtualTest } from './virtual.ts';

test('E-16 a snapshot that was damaged on the way is refused by its checksum, and begun anew', () => {
  const cluster = new VirtualTest();
  cluster.submit('put x 1');
  cluster.converge();
  const [node = ''] = cluster.followers();
  const state = structuredClone(cluster.state(node));
  if (state === undefined) throw new Error(`${node} does not run.`);
  const { commitIndex, currentTerm } = state;
  const data = '{"some":"text"}';
  const request: InstallSnapshot = {
    kind: 'installSnapshot',
    from: cluster.leader(),
    to: node,
    term: currentTerm,
    lastIncludedIndex: commitIndex + 10,
    lastIncludedTerm: currentTerm,
    configuration: state.log.configuration,
    snapshotConfigurationIndex: 0,
    checksum: crc32('{"some":"test"}', 0),
    offset: 0,
    data,
    done: true,
    configurationIndex: 0,
  };
  const output = step(state, { kind: 'receive', message: request }, cluster.virtual.clock.now() / 1000);
  expect(output.notes).toContainEqual(
    expect.objectContaining({ ev: 'raft.chunk', chunk: expect.objectContaining({ why: 'badChecksum' }) }),
  );
  expect([...output.sendNow, ...output.sendAfterSave]).toMatchObject([
    { kind: 'installSnapshotReply', installed: false, offset: 0 },
  ]);
  expect(output.install).toBeNull();
  expect(state).toMatchObject({ commitIndex, snapshot: null, incoming: null });
});

test('E-17 a snapshot of two million characters goes in pieces beside the heartbeats, and nobody calls an election', () => {
  const cluster = new VirtualTest({ raft: { snapshotAfterEntries: null } });
  const [away = '', other = ''] = cluster.followers();
  const leader = cluster.leader();
  cluster.call('node.crash', { node: away });
  for (let count = 0; count < 32; count++) cluster.submit(`put k${count} ${'x'.repeat(65_000)}`);
  cluster.call('node.snapshot', { node: leader });
  expect(cluster.state(leader)?.snapshot?.data.length).toBeGreaterThan(2_000_000);
  const far = { cut: false, delayMs: 20, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
  cluster.call('link.set', { from: leader, to: away, ...far });
  const term = cluster.state(leader)?.currentTerm;
  const from = cluster.events.length;
  cluster.call('node.restart', { node: away });
  cluster.converge();
  const during = cluster.events.slice(from);
  const pieces = during.flatMap(({ ev, ...event }) => ('msg' in event && ev === 'msg.send' ? [event.msg] : []));
  const lengths = pieces.flatMap(({ kind, length }) =>
    kind === 'installSnapshot' && length !== undefined ? [length] : [],
  );
  expect(lengths.length).toBeGreaterThan(30);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(65_536);
  for (const to of [away, other]) {
    expect(pieces.filter((message) => message.kind === 'appendEntries' && message.to === to).length).toBeGreaterThan(
      10,
    );
  }
  expect(cluster.state(leader)?.currentTerm).toBe(term);
  cluster.beSound();
});

test('E-18 a retry of a command from before the snapshot gets the old answer, and does not run twice', () => {
  const cluster = new VirtualTest({ raft: { snapshotAfterEntries: null } });
  cluster.submit('put x b');
  for (const node of cluster.running()) cluster.call('link.cut', { from: node, to: 'c1' });
  const answer = cluster.begin('client.submit', { client: 'c1', operation: 'append x a' });
  cluster.until('the command on all servers', () =>
    cluster.virtual.cluster.inspect().every(({ pairs }) => pairs[0]?.[1] === 'ba'),
  );
  for (const node of cluster.running()) expect(cluster.call('node.snapshot', { node })).toMatchObject({ ok: true });
  const all = cluster.running();
  for (const node of all) cluster.call('node.crash', { node });
  for (const node of all) cluster.call('node.restart', { node });
  for (const node of all) expect(cluster.state(node)?.log.entries).toEqual([]);
  expect(answer()).toBeNull();
  cluster.call('network.heal', {});
  cluster.until('the answer', () => answer() !== null, 20_000);
  expect(answer()).toMatchObject({ value: { status: 'ok', result: '{"value":"ba"}' } });
  expect(cluster.events.find(({ ev }) => ev === 'client.ok' && true)).toBeDefined();
  expect(cluster.get('x')).toBe('ba');
  cluster.beSound();
});

test('E-19 the membership comes out of the snapshot, with what the log says after it', () => {
  const cluster = new VirtualTest({ raft: { snapshotAfterEntries: null } });
  cluster.call('member.add', { as: 'voter' });
  cluster.converge();
  for (const node of cluster.running()) cluster.call('node.snapshot', { node });
  cluster.call('member.add', { as: 'learner' });
  cluster.converge();
  const all = cluster.running();
  for (const node of all) cluster.call('node.crash', { node });
  for (const node of all) cluster.call('node.restart', { node });
  for (const node of ['S1', 'S2', 'S3', 'S4']) {
    expect(cluster.state(node)?.log.snapshotConfiguration.voters).toEqual(['S1', 'S2', 'S3', 'S4']);
    expect(cluster.state(node)?.log.configuration).toMatchObject({ learners: ['S5'] });
  }
  cluster.until('a leader', () => cluster.leader() !== 'nobody');
  // The one that came last has the membership from the snapshot that it was sent.
  expect(cluster.sent('installSnapshot').some(({ to }) => to === 'S5')).toBe(true);
  cluster.converge();
  expect(cluster.voters('S5')).toEqual(['S1', 'S2', 'S3', 'S4']);
  cluster.beSound();
});
