/** Why is this message not delivered, why does a log have a gap, why was this refused? And what may be asked of what. */
import { describe, expect, test } from 'vitest';
import type { Subject } from '../../core/why/subjects.ts';
import { questionsAbout } from '../../core/why/subjects.ts';
import { Asked, seqsOf } from './given.ts';

describe('a message is not delivered', () => {
  const about = (cluster: Asked, wanted: (why: string) => boolean) => {
    const drop = cluster.event('msg.drop', (event) => wanted(event.why));
    const { from, to, id } = drop.msg;
    return { drop, answer: cluster.why({ ask: 'message', from, to, id }) };
  };

  test('because its link is cut: the loss and the fault are named', () => {
    const cluster = new Asked();
    cluster.call('network.isolate', { node: cluster.leader() });
    cluster.pass(100);
    const { drop, answer } = about(cluster, (why) => why === 'cut');
    expect(answer.holds).toMatchObject({ verdict: 'dropped', why: 'cut' });
    expect(seqsOf(answer, 'lost')).toEqual([drop.seq]);
    expect(seqsOf(answer, 'cut')).toEqual([cluster.event('fault.isolate').seq]);
    expect(seqsOf(answer, 'sent')).toEqual([
      cluster.event('msg.send', ({ ev, msg }) => ev === 'msg.send' && msg.id === drop.msg.id).seq,
    ]);
  });

  test('because its receiver is down', () => {
    const cluster = new Asked();
    const node = cluster.follower();
    cluster.call('node.crash', { node });
    cluster.pass(100);
    const { answer } = about(cluster, (why) => why === 'down' || why === 'disconnected');
    expect(answer.holds).toMatchObject({ verdict: 'dropped', to: node });
  });
});

describe('a follower’s log has a gap', () => {
  test('because it is cut off', () => {
    const cluster = new Asked();
    const node = cluster.follower();
    cluster.call('network.isolate', { node });
    cluster.submit('put x 1');
    const { holds } = cluster.why({ ask: 'gap', node });
    const cut = cluster.event('fault.isolate').seq;
    expect(holds).toMatchObject({ verdict: 'behind', leader: cluster.leader(), hindrance: { why: 'cut', seq: cut } });
    expect(cluster.why({ ask: 'gap', node: cluster.follower(node) }).holds.verdict).toBe('inStep');
    expect(cluster.why({ ask: 'gap', node: cluster.leader() }).holds.verdict).toBe('leads');
  });

  test('and conflicts, when it has what the leader never had', () => {
    const cluster = new Asked({ raft: { checkQuorum: false } });
    const old = cluster.leader();
    cluster.call('network.isolate', { node: old });
    cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: old });
    cluster.until('another leader', () => ![old, 'nobody'].includes(cluster.leader()));
    cluster.pass(100);
    expect(cluster.why({ ask: 'gap', node: old }).holds).toMatchObject({
      verdict: 'conflicts',
      leader: cluster.leader(),
    });
  });
});

describe('a refusal', () => {
  test('of a change of membership while another is under way', () => {
    const cluster = new Asked();
    const [one = '', two = ''] = cluster.followers();
    cluster.call('node.pause', { node: one });
    cluster.call('node.pause', { node: two });
    cluster.begin('member.change', { voters: [cluster.leader(), one], learners: [], leave: 'automatic' });
    cluster.begin('member.change', { voters: [cluster.leader(), two], learners: [], leave: 'automatic' });
    cluster.pass(20);
    const event = cluster.event('raft.change');
    const answer = cluster.why({ ask: 'refusal', seq: event.seq });
    expect(answer.holds).toMatchObject({ verdict: 'change', why: event.change.why });
    expect(event.change.accepted).toBe(false);
  });

  test('of a transfer to a server that is behind and does not answer', () => {
    const cluster = new Asked();
    const to = cluster.follower();
    cluster.call('node.crash', { node: to });
    cluster.submit('put x 1');
    cluster.call('leader.transfer', { to });
    const event = cluster.event('raft.transfer');
    expect(cluster.why({ ask: 'refusal', seq: event.seq }).holds).toMatchObject({
      verdict: 'transfer',
      target: to,
      stage: 'abandoned',
      why: event.transfer.why,
    });
  });

  test('of an operation that nobody could take', () => {
    const cluster = new Asked();
    for (const node of cluster.running()) cluster.call('node.crash', { node });
    cluster.submit('put x 1');
    const event = cluster.events.findLast(({ ev }) => ev === 'client.fail' || ev === 'client.info');
    const answer = cluster.why({ ask: 'refusal', seq: event?.seq ?? 0 });
    expect(answer.holds).toMatchObject({ verdict: 'operation', client: 'c1' });
    expect(seqsOf(answer, 'invoked')).toHaveLength(1);
  });
});

describe('what may be asked', () => {
  const cluster = new Asked();
  cluster.submit('put x 1');
  cluster.submit('get x');
  const asks = (subject: Subject) => questionsAbout(cluster.past(), subject).map(({ ask }) => ask);

  test('of a leader, a follower, an entry, a command and a read', () => {
    expect(asks({ kind: 'node', id: cluster.leader() })).toEqual(['role']);
    expect(asks({ kind: 'node', id: cluster.follower() })).toEqual(['role', 'lead', 'gap']);
    expect(asks({ kind: 'entry', index: 1, node: null })).toEqual(['entry']);
    expect(asks({ kind: 'operation', client: 'c1', id: 'c1.1' })).toEqual(['operation', 'entry']);
    expect(asks({ kind: 'operation', client: 'c1', id: 'c1.2' })).toEqual(['read']);
  });

  test('of an event: by its kind', () => {
    const about = (ev: string) =>
      asks({ kind: 'event', seq: cluster.events.find((event) => event.ev === ev)?.seq ?? 0 });
    expect(about('raft.vote')).toEqual(['vote']);
    expect(about('raft.timeout')).toEqual(['role']);
    expect(about('log.commit')).toEqual(['entry']);
    expect(about('client.ok')).toEqual(['operation', 'entry']);
    expect(about('msg.recv')).toEqual(['message']);
    expect(about('trace.header')).toEqual([]);
  });
});
