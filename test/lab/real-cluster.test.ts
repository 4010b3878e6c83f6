/** Five real nodes on real ports and real files: what a class does to them on the first day. */
import { afterEach, expect, test } from 'vitest';
import { followedLeader, TestLab } from './harness.ts';

let lab: TestLab | null = null;
afterEach(async () => {
  await lab?.close();
  lab = null;
});

test('5.2 five nodes elect one leader within two seconds of the call', async () => {
  const startedAt = performance.now();
  lab = await TestLab.start(5);
  await lab.leader();
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test('5.3 a command is committed, applied on all nodes and answered', async () => {
  lab = await TestLab.start(5);
  const outcome = await lab.submit('put x 7');
  expect(outcome).toMatchObject({ status: 'ok', result: '{"ok":true}' });
  await lab.converged();
  const truth = await lab.call('cluster.inspect', {});
  expect(truth.map(({ pairs }) => pairs)).toEqual(Array(5).fill([['x', '7']]));
});

test('5.2 after a crash of the leader the others elect a new one and nothing acknowledged is lost', async () => {
  lab = await TestLab.start(5);
  await lab.submit('put x 1');
  const first = await lab.leader();
  await lab.call('node.crash', { node: first });
  expect(await lab.submit('get x')).toMatchObject({ status: 'ok', result: '{"value":"1"}' });
  expect(await lab.leader()).not.toBe(first);
  await lab.call('node.restart', { node: first });
  await lab.converged();
});

test('5.3 a follower that crashed and missed commands catches up after its restart', async () => {
  lab = await TestLab.start(3);
  await lab.submit('put x 0');
  const leader = await lab.leader();
  const follower = leader === 'S1' ? 'S2' : 'S1';
  await lab.call('node.crash', { node: follower });
  for (let value = 1; value <= 20; value++) await lab.submit(`put x ${value}`);
  await lab.call('node.restart', { node: follower });
  await lab.converged();
  const truth = await lab.call('cluster.inspect', {});
  expect(truth.map(({ pairs }) => pairs)).toEqual(Array(3).fill([['x', '20']]));
});

test('5.1 a leader cut off with uncommitted entries steps down on healing and its entries are overwritten', async () => {
  lab = await TestLab.start(5);
  await lab.submit('put x kept');
  const old = await lab.leader();
  await lab.call('network.isolate', { node: old });
  const lost = lab.call('client.submit', { client: 'c2', operation: 'put x lost', target: old });
  const { view } = lab;
  await lab.until('another leader', () => {
    const leader = followedLeader(view);
    return leader !== old && leader;
  });
  expect(await lab.submit('put y 1', 'c3')).toMatchObject({ status: 'ok' });
  await lab.call('network.heal', {});
  expect(await lost).toMatchObject({ status: 'ok' });
  await lab.converged();
  expect(lab.view.nodes.get(old)?.state.role).toBe('follower');
  expect(lab.events.some((event) => event.ev === 'log.truncate' && event.node === old)).toBe(true);
});

test('5.3 without a majority nothing commits, and the outcome is called unknown', async () => {
  lab = await TestLab.start(3);
  const leader = await lab.leader();
  // Its session is open, so that the next command goes straight into the leader's log.
  expect(await lab.submit('put x 0')).toMatchObject({ status: 'ok' });
  for (const node of ['S1', 'S2', 'S3']) {
    if (node !== leader) await lab.call('node.crash', { node });
  }
  const before = lab.view.nodes.get(leader)?.state.commitIndex;
  const outcome = await lab.submit('put x 1');
  expect(outcome).toMatchObject({ status: 'unknown', result: null });
  expect(lab.view.nodes.get(leader)?.state.commitIndex).toBe(before);
});

test('5.6 the pace changes while the cluster runs, and step pace moves one message at a time', async () => {
  lab = await TestLab.start(3);
  await lab.leader();
  await lab.call('clock.pace', { mode: 'step' });
  const { view } = lab;
  for (let moves = 0; moves < 4; moves++) {
    expect(await lab.call('message.next', {})).toEqual({ moved: true });
  }
  await lab.until('a held message', () => [...view.messages.values()].some(({ held }) => held));
  await lab.call('clock.pace', { mode: 'real' });
  expect(await lab.submit('put x 1')).toMatchObject({ status: 'ok' });
});
