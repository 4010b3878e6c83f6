/** Why was this command sent twice and applied once? (§8, thesis 6.3) */
import { expect, test } from 'vitest';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

function asked(cluster: Asked, client = 'c1') {
  const { op } = cluster.event('client.invoke', ({ node }) => node === client);
  return { ask: 'operation', client, id: op.id ?? '' } as const;
}

test('the answer was lost: the command stands twice in the log, and the second is answered from the session', () => {
  const cluster = new Asked();
  cluster.submit('append x a');
  const leader = cluster.leader();
  cluster.call('link.set', {
    from: leader,
    to: 'c1',
    cut: true,
    delayMs: 0,
    jitterMs: 0,
    loss: 0,
    duplicate: 0,
    reorder: 0,
  });
  cluster.begin('client.submit', { client: 'c1', operation: 'append x b' });
  cluster.pass(400);
  cluster.call('network.heal', {});
  cluster.pass(2000);
  const answer = cluster.why(asked(cluster));
  const entries = cluster.events.flatMap((event) =>
    event.ev === 'log.append' && event.append.why === 'proposal'
      ? event.append.entries
          .filter(({ operation }) => operation === 'append x b')
          .map(({ index, term }) => ({ index, term, seq: event.seq }))
      : [],
  );
  const { holds } = answer;
  const sent = cluster.events.filter(
    (event) => event.ev === 'msg.send' && event.msg.kind === 'clientRequest' && event.msg.operation === 'append x b',
  );
  expect(sent.length).toBeGreaterThan(1);
  expect(holds).toMatchObject({ verdict: 'appliedOnce', client: 'c1', sent: sent.length });
  expect(holds.copies.map(({ index, term }) => ({ index, term }))).toEqual(
    entries.map(({ index, term }) => ({ index, term })),
  );
  expect(holds.copies.map(({ fate }) => fate)).toEqual(['executed', 'answeredAgain']);
  expect(answer.rule.section).toBe('§8');
  expect(seqsOf(answer, 'appended')).toEqual(entries.map(({ seq }) => seq));
  expect(seqsOf(answer, 'retried')).toHaveLength(sent.length - 1);
  expect(seqsOf(answer, 'sent')).toEqual(sent.map(({ seq }) => seq));
  expect(seqsOf(answer, 'answered')).toEqual([cluster.event('client.ok').seq]);
  expect(factOf(answer, 'serial', 'c1')).toBe(holds.serial);
  expectSound(answer, cluster.events);
  expect(cluster.get('x')).toBe('ab');
});

test('the leader was deposed: its copy is overwritten, and the next leader’s is executed', () => {
  const cluster = new Asked();
  cluster.submit('put x 1');
  const old = cluster.leader();
  cluster.call('network.isolate', { node: old });
  cluster.begin('client.submit', { client: 'c1', operation: 'put x 2' });
  cluster.pass(2000);
  cluster.call('network.heal', {});
  cluster.pass(2000);
  const answer = cluster.why(asked(cluster));
  expect(answer.holds.copies.map(({ fate, leader }) => [leader === old, fate])).toEqual([
    [true, 'overwritten'],
    [false, 'executed'],
  ]);
  expect(seqsOf(answer, 'truncated')).toEqual([cluster.event('log.truncate').seq]);
  expect(seqsOf(answer, 'retried')).toHaveLength(answer.holds.sent - 1);
});

test('a command that was sent once and applied once', () => {
  const cluster = new Asked();
  cluster.submit('put x 1');
  const { holds } = cluster.why(asked(cluster));
  expect(holds).toMatchObject({ verdict: 'appliedOnce', sent: 1 });
  expect(holds.copies.map(({ fate }) => fate)).toEqual(['executed']);
});

test('a command that waits in a cut-off leader’s log is not applied', () => {
  const cluster = new Asked({ raft: { checkQuorum: false } });
  cluster.submit('put x 1');
  cluster.call('network.isolate', { node: cluster.leader() });
  cluster.begin('client.submit', { client: 'c1', operation: 'put x 2' });
  cluster.pass(60);
  const answer = cluster.why(asked(cluster));
  expect(answer.holds.verdict).toBe('notApplied');
  expect(answer.holds.copies.map(({ fate }) => fate)).toEqual(['notCommitted']);
  expect(answer.next?.what).toBe('moreStore');
});
