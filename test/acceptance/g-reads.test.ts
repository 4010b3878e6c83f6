/** Acceptance scenarios G-10 to G-12: reads that are never from the past unless they say so, and honest outcomes (§8, thesis 6.4). */
import { describe, expect, test } from 'vitest';
import type { SubmitOutcome } from '../../core/contract/lab-api.ts';
import { VirtualTest } from './virtual.ts';

const modes = ['log', 'readIndex', 'lease'] as const;

describe.each(modes)('G-10 reads by %s', (reads) => {
  test('a leader that is cut off answers no read, and the others the new value', () => {
    const cluster = new VirtualTest({ nodes: 5, raft: { reads } });
    cluster.submit('put x old');
    const old = cluster.leader();
    const [near = ''] = cluster.followers();
    const rest = cluster.running().filter((node) => node !== old && node !== near);
    cluster.call('network.partition', { groups: [[old, near], rest] });
    for (const node of rest) cluster.call('link.cut', { from: 'c2', to: node });
    cluster.until('another leader', () => !['nobody', old].includes(cluster.leader()));
    const answer = cluster.begin('client.submit', { client: 'c2', operation: 'get x', target: old });
    expect(cluster.submit('put x new', 'c3', cluster.leader())).toMatchObject({ status: 'ok' });
    cluster.pass(3000);
    expect(answer()).toBeNull();
    cluster.call('network.heal', {});
    cluster.until('an answer', () => answer() !== null, 20_000);
    expect(answer()).toMatchObject({ value: { status: 'ok', result: '{"value":"new"}' } });
  });

  test.each([300, 700, 1500])('a leader that stood still for %d ms answers nothing from before', (ms) => {
    const cluster = new VirtualTest({ raft: { reads } });
    cluster.submit('put x old');
    cluster.get('x', 'c2');
    const old = cluster.leader();
    cluster.call('node.pause', { node: old });
    const others = cluster.running().filter((node) => node !== old);
    const asked = cluster.begin('client.submit', { client: 'c2', operation: 'get x', target: old });
    cluster.pass(ms);
    cluster.until('another leader', () => others.some((node) => cluster.state(node)?.role.kind === 'leader'));
    const next = others.find((node) => cluster.state(node)?.role.kind === 'leader') ?? '';
    expect(cluster.submit('put x new', 'c3', next)).toMatchObject({ status: 'ok' });
    const late = cluster.begin('client.submit', { client: 'c4', operation: 'get x', target: old });
    cluster.pass(10);
    cluster.call('node.resume', { node: old });
    cluster.until('both answers', () => asked() !== null && late() !== null, 20_000);
    // c4 asked after the new value was there; c2 before, and may have been answered by either leader.
    expect(late()).toMatchObject({ value: { status: 'ok', result: '{"value":"new"}' } });
    expect(asked()).toMatchObject({ value: { status: 'ok' } });
    cluster.converge();
    cluster.beSound();
  });

  test('a new leader answers a read only when its own entry is committed', () => {
    const cluster = new VirtualTest({ raft: { reads } });
    cluster.submit('put x 1');
    cluster.call('node.crash', { node: cluster.leader() });
    cluster.until('the next leader', () => cluster.leader() !== 'nobody');
    const leader = cluster.leader();
    expect(cluster.submit('get x', 'c5', leader)).toMatchObject({ status: 'ok', result: '{"value":"1"}' });
    const { log, commitIndex, currentTerm } = cluster.state(leader) ?? {};
    expect(log?.entries[(commitIndex ?? 0) - 1]?.term).toBe(currentTerm);
  });
});

test('G-11 a local read says up to where it is true and that it may be old; a linearizable one does not', () => {
  const cluster = new VirtualTest();
  cluster.submit('put x old');
  cluster.converge();
  const [away = ''] = cluster.followers();
  cluster.call('network.isolate', { node: away });
  const { index } = cluster.submit('put x new');
  const ask = (read: 'local' | 'linearizable', target: string) =>
    cluster.call('client.submit', { client: 'c2', operation: 'get x', target, read });
  const stale = ask('local', away);
  expect(stale).toMatchObject({ value: { status: 'ok', result: '{"value":"old"}', maybeStale: true } });
  expect(stale.ok && (stale.value.index ?? 0) < (index ?? 0)).toBe(true);
  const fresh = ask('linearizable', cluster.leader());
  expect(fresh).toMatchObject({ value: { status: 'ok', result: '{"value":"new"}', maybeStale: false } });
  const kinds = cluster.events.flatMap((event) =>
    event.ev === 'client.ok' && event.node === 'c2' ? [event.op.read] : [],
  );
  expect(kinds).toEqual(['local', 'linearizable']);
});

test('G-12 what was refused stands in no log, what was answered in all of them; in doubt it is called unknown', () => {
  const outcomes = new Map<string, SubmitOutcome>();
  const cluster = new VirtualTest({ nodes: 5, raft: { snapshotAfterEntries: null } });
  let asked = 0;
  const ask = (client: string, target?: string) => {
    asked += 1;
    const operation = `put k${asked} ${asked}`;
    cluster.virtual.cluster.call(
      'client.submit',
      { client, operation, ...(target === undefined ? {} : { target }) },
      (reply) => {
        if (reply.ok) outcomes.set(operation, reply.value);
      },
    );
  };
  for (let round = 0; round < 4; round++) {
    const old = cluster.leader();
    for (let client = 1; client <= 5; client++) ask(`c${client}`, old);
    cluster.pass(3 * round);
    cluster.call('network.isolate', { node: old });
    for (const node of cluster.running()) if (node !== old) cluster.call('link.cut', { from: 'c1', to: node });
    for (let client = 1; client <= 5; client++) ask(`c${client}`, old);
    cluster.call('client.submit', { client: `c${20 + round}`, operation: 'not an operation' });
    cluster.pass(11_000);
    cluster.call('network.heal', {});
    cluster.until('all outcomes', () => outcomes.size === asked, 40_000);
  }
  cluster.converge();
  const count = (status: string) => [...outcomes.values()].filter((outcome) => outcome.status === status).length;
  expect({ ok: count('ok') > 10, unknown: count('unknown') > 0 }).toEqual({ ok: true, unknown: true });
  for (const node of cluster.running()) {
    const texts = (cluster.state(node)?.log.entries ?? []).map(({ payload }) =>
      payload.kind === 'command' ? payload.command : '',
    );
    for (const [operation, { status }] of outcomes) {
      const isThere = texts.some((text) => text.includes(`"${operation}"`));
      if (status === 'ok') expect({ node, operation, isThere }).toEqual({ node, operation, isThere: true });
      if (status === 'refused') expect({ node, operation, isThere }).toEqual({ node, operation, isThere: false });
    }
  }
  cluster.beSound();
});
