/** Why did S start an election, step down, or take the lead? (§5.1, §5.2, thesis 3.10, 4.2.2, 6.2) */
import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../core/trace/events.ts';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

function roleEvent(cluster: Asked, wanted: (event: EventOf<'raft.role'>) => boolean) {
  const event = cluster.event('raft.role', wanted);
  return { event, answer: cluster.why({ ask: 'role', node: event.node, at: event.seq }) };
}

/** What happened to a cluster before its followers lost patience. */
function election(harm: (cluster: Asked, leader: string) => void, given = {}) {
  const cluster = new Asked(given);
  const leader = cluster.leader();
  const begin = cluster.events.length;
  harm(cluster, leader);
  cluster.pass(600);
  const first = cluster.events.find(
    ({ seq, ev, node }) => seq > begin && ev === 'raft.role' && node !== leader && ev === 'raft.role',
  );
  const { event, answer } = roleEvent(cluster, ({ seq }) => seq === first?.seq);
  expectSound(answer, cluster.events, event.seq);
  const heard = cluster.event(
    'msg.recv',
    ({ ev, msg, seq }) =>
      ev === 'msg.recv' &&
      msg.from === leader &&
      msg.to === event.node &&
      msg.kind === 'appendEntries' &&
      seq < event.seq,
  );
  expect(seqsOf(answer, 'lastHeard')).toEqual([heard.seq]);
  expect(answer.holds).toMatchObject({ verdict: 'timedOut', node: event.node, leader, silentFor: event.t - heard.t });
  expect(Number(factOf(answer, 'silentMs', event.node))).toBeGreaterThanOrEqual(
    Number(factOf(answer, 'electionTimeoutMs', event.node)),
  );
  return { cluster, leader, event, answer };
}

describe('an election starts', () => {
  test('because the leader crashed', () => {
    const { cluster, answer } = election((c, node) => void c.call('node.crash', { node }));
    expect(answer.holds).toMatchObject({ silence: 'leaderDown', lost: 0 });
    expect(seqsOf(answer, 'stopped')).toEqual([cluster.event('node.crash').seq]);
  });

  test('because the leader is paused', () => {
    const { cluster, answer } = election((c, node) => void c.call('node.pause', { node }));
    expect(answer.holds).toMatchObject({ silence: 'leaderPaused' });
    expect(seqsOf(answer, 'stopped')).toEqual([cluster.event('node.pause').seq]);
  });

  test('because the link is cut: the heartbeats that were lost are counted and named', () => {
    const { cluster, answer, leader, event } = election((c, node) => void c.call('network.isolate', { node }));
    expect(answer.holds).toMatchObject({ silence: 'cut' });
    expect(seqsOf(answer, 'cut')).toEqual([cluster.event('fault.isolate').seq]);
    const drops = cluster.events.filter(
      (each) =>
        each.ev === 'msg.drop' && each.msg.from === leader && each.msg.to === event.node && each.seq < event.seq,
    );
    expect(answer.holds).toMatchObject({ lost: drops.length });
    expect(seqsOf(answer, 'lost')).toEqual(drops.slice(0, 4).map(({ seq }) => seq));
  });

  test('because messages get lost on a bad link', () => {
    const { answer } = election((c, leader) => {
      for (const to of c.followers()) {
        c.call('link.set', {
          from: leader,
          to,
          cut: false,
          delayMs: 0,
          jitterMs: 0,
          loss: 1,
          duplicate: 0,
          reorder: 0,
        });
      }
    });
    expect(answer.holds).toMatchObject({ silence: 'lost' });
    expect(seqsOf(answer, 'cut')).toEqual([]);
  });

  test('at the very first, with no leader ever heard', () => {
    const cluster = new Asked();
    const first = cluster.events.find(({ ev }) => ev === 'raft.role');
    const { answer } = roleEvent(cluster, ({ seq }) => seq === first?.seq);
    expect(answer.holds).toMatchObject({ verdict: 'timedOut', silence: 'neverHeard', silentFor: null, leader: null });
  });

  test('because it was told to by hand', () => {
    const cluster = new Asked({ raft: { preVote: false, withholdVotes: false } });
    const node = cluster.follower();
    cluster.call('node.timeout', { node });
    cluster.pass(1);
    const { event, answer } = roleEvent(cluster, ({ role }) => role.to === 'candidate');
    expect(event.node).toBe(node);
    expect(answer.holds).toMatchObject({ verdict: 'requested', node });
    expect(seqsOf(answer, 'asked')).toEqual([cluster.event('lab.call').seq]);
  });

  test('because the leader asked it to take over (thesis 3.10)', () => {
    const cluster = new Asked();
    const old = cluster.leader();
    const target = cluster.follower();
    cluster.call('leader.transfer', { to: target });
    cluster.pass(100);
    const { answer } = roleEvent(cluster, ({ role }) => role.why === 'leaderAsked');
    expect(answer.holds).toMatchObject({ verdict: 'leaderAsked', node: target, leader: old });
    const [sent = 0] = seqsOf(answer, 'sent');
    expect(cluster.events[sent - 1]).toMatchObject({
      ev: 'msg.send',
      msg: { kind: 'timeoutNow', from: old, to: target },
    });
  });
});

test('a candidate became leader: the answers that it counted are named', () => {
  const cluster = new Asked({ nodes: 5 });
  const { event, answer } = roleEvent(cluster, ({ role }) => role.to === 'leader');
  expect(answer.holds).toMatchObject({ verdict: 'elected', node: event.node, votes: event.role.votes });
  expect(factOf(answer, 'votes', 'majority')).toBe(3);
  expect(factOf(answer, 'needed', 'majority')).toBe(3);
  const counted = seqsOf(answer, 'counted').map((seq) => cluster.events[seq - 1]);
  expect(counted.map((each) => (each?.ev === 'raft.tally' ? each.tally.granted : null))).toEqual([true, true]);
});

describe('a leader steps down', () => {
  test('because it saw a higher term: whose, in which message, and how it came by it', () => {
    const cluster = new Asked({ raft: { preVote: false, withholdVotes: false, checkQuorum: false } });
    const old = cluster.leader();
    cluster.call('node.timeout', { node: cluster.follower() });
    cluster.pass(100);
    const { event, answer } = roleEvent(cluster, ({ node, role }) => node === old && role.why === 'higherTermSeen');
    const rise = cluster.event('raft.term', ({ node, seq }) => node === old && seq < event.seq);
    expect(answer.holds).toMatchObject({
      verdict: 'higherTerm',
      from: 'leader',
      seenFrom: rise.term.seenFrom,
      oldTerm: rise.term.from,
      term: rise.term.to,
    });
    const started = cluster.event('raft.term', ({ term }) => term.why === 'startedElection');
    expect(seqsOf(answer, 'termRaised')).toEqual([started.seq, rise.seq]);
    const [sent = 0] = seqsOf(answer, 'sent');
    expect(cluster.events[sent - 1]).toMatchObject({ ev: 'msg.send', msg: { from: rise.term.seenFrom, to: old } });
  });

  test('because no majority answered it (thesis 6.2)', () => {
    const cluster = new Asked();
    const old = cluster.leader();
    cluster.call('network.isolate', { node: old });
    cluster.pass(1000);
    const { answer } = roleEvent(cluster, ({ node, role }) => node === old && role.why === 'noQuorum');
    const cut = cluster.event('fault.isolate');
    const missing = ['S1', 'S2', 'S3']
      .filter((id) => id !== old)
      .map((server) => ({ server, why: 'cut', seq: cut.seq }));
    expect(answer.holds).toMatchObject({ verdict: 'noQuorum', node: old, missing });
    expect(seqsOf(answer, 'quorumChecked')).toEqual([cluster.event('raft.quorum').seq]);
    expect(answer.rule.section).toBe('thesis 6.2');
  });

  test('because it is no member any more (§6)', () => {
    const cluster = new Asked();
    const old = cluster.leader();
    cluster.call('member.remove', { node: old });
    cluster.pass(1000);
    const { answer } = roleEvent(cluster, ({ node, role }) => node === old && role.why === 'removed');
    expect(answer.holds).toMatchObject({ verdict: 'removed', node: old });
    expect(seqsOf(answer, 'membership')).toHaveLength(1);
  });
});

test('a server that was never anything but a follower has no reason to tell', () => {
  const cluster = new Asked();
  const node = cluster
    .followers()
    .find((id) => !cluster.events.some((each) => each.ev === 'raft.role' && each.node === id));
  if (node === undefined) throw new Error('Each has stood for election.');
  expect(cluster.why({ ask: 'role', node, at: null }).holds.verdict).toBe('neverChanged');
});
