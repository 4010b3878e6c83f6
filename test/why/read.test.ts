/** Why is this read waiting? (thesis 6.4) */
import { describe, expect, test } from 'vitest';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

/** The newest operation, which the client `c7` asked for. */
function asked(cluster: Asked) {
  const { op } = cluster.event('client.invoke', ({ node }) => node === 'c7');
  return { ask: 'read', client: 'c7', id: op.id ?? '' } as const;
}

function read(cluster: Asked, more: object = {}): void {
  cluster.begin('client.submit', { client: 'c7', operation: 'get x', ...more });
}

describe('a read waits', () => {
  test('for a round of heartbeats that a cut-off leader gets no answers to', () => {
    const cluster = new Asked({ raft: { checkQuorum: false } });
    cluster.submit('put x 1', 'c7');
    const leader = cluster.leader();
    cluster.call('network.isolate', { node: leader });
    read(cluster, { target: leader });
    cluster.pass(60);
    const answer = cluster.why(asked(cluster));
    const cut = cluster.event('fault.isolate');
    const missing = ['S1', 'S2', 'S3']
      .filter((id) => id !== leader)
      .map((server) => ({ server, why: 'cut', seq: cut.seq }));
    expect(answer.holds).toMatchObject({
      verdict: 'waitsForConfirmation',
      server: leader,
      answered: [leader],
      need: 2,
      missing,
    });
    expect(answer.rule.section).toBe('thesis 6.4');
    const note = cluster.event('raft.read');
    expect(seqsOf(answer, 'waits')).toEqual([note.seq]);
    const { holds } = answer;
    const round = cluster.event(
      'msg.send',
      ({ msg, seq }) => msg.kind === 'appendEntries' && seq > note.seq && msg.from === leader && seq < note.seq + 4,
    );
    expect(holds.verdict === 'waitsForConfirmation' && holds.round).toBe(round.msg.round);
    expect(answer.next).toMatchObject({ what: 'roundAnswered', count: 1 });
    expectSound(answer, cluster.events);
  });

  test('for the first entry of a new leader’s own term', () => {
    const cluster = new Asked({ raft: { checkQuorum: false } });
    cluster.submit('put x 1', 'c7');
    const old = cluster.leader();
    const heir = cluster.follower();
    const other = cluster.follower(heir);
    cluster.begin('leader.transfer', { to: heir });
    while (cluster.state(heir)?.role.kind !== 'leader') cluster.pass(0.1);
    const elected = cluster.event('raft.role', ({ role }) => role.to === 'leader');
    expect(elected.node).toBe(heir);
    for (const peer of [old, other]) cluster.cut(peer, heir);
    read(cluster, { target: heir });
    cluster.pass(50);
    const answer = cluster.why(asked(cluster));
    const state = cluster.state(heir);
    if ((state?.commitIndex ?? 0) >= (state?.log.entries.at(-1)?.index ?? 0))
      throw new Error('It is committed already.');
    expect(answer.holds).toMatchObject({ verdict: 'waitsForOwnTerm', server: heir, term: state?.currentTerm });
    const noop = cluster.event('log.append', ({ append }) => append.why === 'noop');
    expect(seqsOf(answer, 'appended')).toEqual([noop.seq]);
    expect(factOf(answer, 'commitIndex', heir)).toBe(state?.commitIndex);
  });

  test('at a follower, for its leader’s word', () => {
    const cluster = new Asked({ raft: { checkQuorum: false } });
    cluster.submit('put x 1', 'c7');
    const leader = cluster.leader();
    const server = cluster.follower();
    cluster.cut(server, leader);
    read(cluster, { target: server, read: 'follower' });
    cluster.pass(60);
    const answer = cluster.why(asked(cluster));
    const cut = cluster.event('fault.link');
    expect(answer.holds).toMatchObject({
      verdict: 'waitsForLeader',
      server,
      leader,
      hindrance: { why: 'cut', seq: cut.seq },
    });
    expect(seqsOf(answer, 'asked')).toEqual([cluster.event('msg.send', ({ msg }) => msg.kind === 'readIndex').seq]);
  });

  test('on its way, at every instant before it is received', () => {
    const cluster = new Asked();
    cluster.submit('put x 1', 'c7');
    read(cluster);
    const sent = cluster.event('msg.send', ({ msg }) => msg.kind === 'clientRead');
    cluster.pass(100);
    expect(cluster.why(asked(cluster), sent.seq).holds).toMatchObject({
      verdict: 'requestUnderWay',
      server: sent.msg.to,
    });
  });
});

test('a read that was confirmed is answered, and the two events of its wait are named', () => {
  const cluster = new Asked();
  cluster.submit('put x 1', 'c7');
  read(cluster);
  cluster.pass(100);
  const answer = cluster.why(asked(cluster));
  const ready = cluster.event('raft.read');
  expect(answer.holds).toMatchObject({ verdict: 'answered', how: 'confirmed', readIndex: ready.read.readIndex });
  expect(seqsOf(answer, 'decided')).toEqual([ready.seq]);
  expect(seqsOf(answer, 'waits')).toEqual([cluster.event('raft.read', ({ read }) => read.stage === 'waits').seq]);
  expect(seqsOf(answer, 'answered')).toEqual([cluster.event('client.ok').seq]);
  expectSound(answer, cluster.events);
});

test('a leader with a lease answers at once (thesis 6.4.1)', () => {
  const cluster = new Asked({ raft: { reads: 'lease' } });
  cluster.submit('put x 1', 'c7');
  cluster.pass(100);
  read(cluster);
  cluster.pass(100);
  const answer = cluster.why(asked(cluster));
  expect(answer.holds).toMatchObject({ verdict: 'answered', how: 'lease' });
  expect(answer.rule.section).toBe('thesis 6.4.1');
});
