/** Acceptance scenarios G-01 to G-07: redirects, retries, old serials, and sessions that have their end (§8, thesis 6.3). */
import { describe, expect, test } from 'vitest';
import { HandLog } from '../machine/log.ts';
import { HandClient } from './hand-client.ts';
import { VirtualTest } from './virtual.ts';

test('G-01 whichever server is asked, the leader answers after at most two hops; without one the tries are bounded', () => {
  const cluster = new VirtualTest({ nodes: 5 });
  for (const [at, node] of cluster.running().entries()) {
    const { status, hops, tries } = cluster.submit('put x 1', `c${at + 1}`, node);
    expect({ status, hops: hops <= 2, tries: tries <= 3 }).toEqual({ status: 'ok', hops: true, tries: true });
  }
  for (const node of cluster.followers()) cluster.call('network.isolate', { node });
  const { status, tries } = cluster.submit('put x 2', 'c1');
  // One try after the other, each after a pause or a silence, for ten seconds.
  expect(status).toBe('unknown');
  expect(tries).toBeLessThan(250);
});

test('G-02 of 100 increments each loses its first answer: the counter is 100, and the stored answer comes', () => {
  const cluster = new VirtualTest();
  cluster.submit('put n 0');
  for (let count = 0; count < 100; count++) {
    const leader = cluster.leader();
    cluster.call('link.cut', { from: leader, to: 'c1' });
    const answer = cluster.begin('client.submit', { client: 'c1', operation: `cas n ${count} ${count + 1}` });
    cluster.until('it is executed', () => cluster.virtual.cluster.inspect()[0]?.pairs[0]?.[1] === String(count + 1));
    cluster.call('link.heal', { from: leader, to: 'c1' });
    cluster.until('its answer', () => answer() !== null);
    expect(answer()).toMatchObject({ value: { status: 'ok', result: `{"swapped":true,"value":"${count + 1}"}` } });
  }
  const stored = cluster.events.filter((event) => event.ev === 'client.ok' && event.op.duplicate);
  expect(stored).toHaveLength(100);
  expect(cluster.get('n')).toBe('100');
});

test('G-03 the leader dies after the commit and before its answer: the next one gives the same answer', () => {
  const cluster = new VirtualTest();
  cluster.submit('put x b');
  const old = cluster.leader();
  cluster.call('link.cut', { from: old, to: 'c1' });
  const answer = cluster.begin('client.submit', { client: 'c1', operation: 'append x a' });
  cluster.until('it is executed everywhere', () =>
    cluster.virtual.cluster.inspect().every(({ pairs }) => pairs[0]?.[1] === 'ba'),
  );
  cluster.call('node.crash', { node: old });
  cluster.until('its answer', () => answer() !== null, 10_000);
  expect(answer()).toMatchObject({ value: { status: 'ok', result: '{"value":"ba"}' } });
  expect(cluster.events.findLast((event) => event.ev === 'client.ok')).toMatchObject({ op: { duplicate: true } });
  expect(cluster.get('x')).toBe('ba');
});

test('G-04 a late duplicate of serial 3 after serial 5 is told the old answer or that it is stale, and never runs', () => {
  const cluster = new VirtualTest();
  const client = new HandClient(cluster);
  const session = client.open();
  for (const serial of [1, 2, 3, 4, 5])
    expect(client.answer(session, serial, `append x ${serial}`)).toMatchObject({ status: 'ok' });
  expect(client.answer(session, 3, 'append x 3')).toMatchObject({
    status: 'ok',
    duplicate: true,
    result: '{"value":"123"}',
  });
  expect(client.answer(session, 6, 'append x 6', 6)).toMatchObject({ status: 'ok' });
  expect(client.answer(session, 3, 'append x 3')).toMatchObject({ status: 'stale' });
  expect(cluster.get('x')).toBe('123456');
});

describe('G-05 sessions end', () => {
  test('of ten thousand and one the least recently used goes, on all servers alike, and is told', () => {
    const log = new HandLog();
    const first = log.open();
    const second = log.open();
    for (let count = 2; count < 10_000; count++) log.open();
    expect(log.run(first, 1, 'put x 1')).toMatchObject({ outcome: 'executed' });
    log.open();
    expect(log.sessions).toHaveLength(10_000);
    expect(log.run(second, 1, 'put x 2')).toMatchObject({ outcome: 'expired' });
    expect(log.run(first, 1, 'put x 1')).toMatchObject({ outcome: 'duplicate' });
  });

  test('a client whose session is gone is told so, and nothing runs again', () => {
    const cluster = new VirtualTest();
    const client = new HandClient(cluster);
    const session = client.open();
    expect(client.answer(session, 1, 'append x a')).toMatchObject({ status: 'ok' });
    const all = cluster.running();
    for (const node of all) cluster.call('node.crash', { node });
    cluster.pass(3_600_001);
    for (const node of all) cluster.call('node.restart', { node });
    cluster.until('a leader', () => cluster.leader() !== 'nobody');
    cluster.submit('put y 1');
    expect(client.answer(session, 1, 'append x a')).toMatchObject({ status: 'sessionExpired' });
    expect(client.answer(session, 2, 'append x b')).toMatchObject({ status: 'sessionExpired' });
    expect(cluster.get('x')).toBe('a');
  });
});

test('G-06 serials 1 to 10 sent at once in a bad network: each runs once at most, and a retry of each gives its answer', () => {
  const cluster = new VirtualTest();
  const client = new HandClient(cluster);
  const session = client.open();
  cluster.call('link.set', {
    ...{ from: 'c90', to: cluster.leader(), cut: false, delayMs: 13, jitterMs: 13 },
    ...{ loss: 0.3, duplicate: 0.5, reorder: 0.5 },
  });
  const serials = Array.from({ length: 10 }, (_, at) => at + 1);
  for (let round = 0; round < 10; round++) {
    for (const serial of serials) client.request(session, serial, `append x ${serial % 10}`);
    cluster.pass(100);
  }
  cluster.call('network.heal', {});
  for (const serial of serials)
    expect(client.answer(session, serial, `append x ${serial % 10}`)).toMatchObject({ status: 'ok' });
  expect([...String(cluster.get('x'))].sort().join('')).toBe('0123456789');
});

test('G-07 five clients append ten each to one key in a bad network: all fifty once, each in its own order', () => {
  const cluster = new VirtualTest();
  cluster.spoilLinks();
  for (const node of cluster.running()) {
    for (let client = 1; client <= 5; client++) {
      const bad = { cut: false, delayMs: 13, jitterMs: 13, loss: 0.1, duplicate: 0, reorder: 0 };
      cluster.call('link.set', { from: node, to: `c${client}`, ...bad });
      cluster.call('link.set', { from: `c${client}`, to: node, ...bad });
    }
  }
  const answers = [1, 2, 3, 4, 5].flatMap((client) =>
    Array.from({ length: 10 }, (_, at) =>
      cluster.begin('client.submit', { client: `c${client}`, operation: `append x ${client}.${at}/` }),
    ),
  );
  cluster.until('an answer to all', () => answers.every((answer) => answer() !== null), 60_000);
  for (const answer of answers) expect(answer()).toMatchObject({ value: { status: 'ok' } });
  const parts = String(cluster.get('x')).split('/').filter(Boolean);
  expect(parts).toHaveLength(50);
  for (let client = 1; client <= 5; client++) {
    const own = parts.filter((part) => part.startsWith(`${client}.`));
    expect(own).toEqual(Array.from({ length: 10 }, (_, at) => `${client}.${at}`));
  }
  cluster.beSound();
});
