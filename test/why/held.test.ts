/** Messages that are held back, by hand or by a slow link: answers name the message and what holds it (§2: any delay). */
import { describe, expect, test } from 'vitest';
import type { MessageRecord } from '../../core/trace/events.ts';
import type { HindranceReason } from '../../core/why/holds.ts';
import { Asked, expectSound, seqsOf } from './given.ts';

const entry = (index: number, node: string) => ({ ask: 'entry', index, node, term: null }) as const;

/** The messages on the link that wait for a hand, in order. */
function held(cluster: Asked, from: string, to: string): MessageRecord[] {
  return [...cluster.past().view.messages.values()].flatMap((each) =>
    each.held && each.message.from === from && each.message.to === to ? [each.message] : [],
  );
}

function slow(cluster: Asked, from: string, to: string): number {
  const rule = { from, to, cut: false, delayMs: 5000, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
  cluster.call('link.set', rule);
  return cluster.event('fault.link').seq;
}

/** Three servers without messages under way; the links are slow, so that what is sent next is held at the change of pace. */
function given(slowLinks: (leader: string, followers: readonly string[]) => readonly (readonly [string, string])[]) {
  const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
  for (const client of ['c1', 'c2']) cluster.submit('put x 1', client);
  cluster.pass(20);
  const leader = cluster.leader();
  const [one = '', other = ''] = cluster.followers();
  for (const [from, to] of slowLinks(leader, [one, other])) slow(cluster, from, to);
  return { cluster, leader, one, other };
}

/** Two commands one after the other, then step pace: what is out waits for a hand. Gives the index of the second. */
function commandsThenStep(cluster: Asked, leader: string): number {
  for (const client of ['c1', 'c2']) {
    cluster.begin('client.submit', { client, operation: 'put y 1', target: leader });
    cluster.pass(10);
  }
  cluster.call('clock.pace', { mode: 'step' });
  return cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
}

const toFollowers = (leader: string, followers: readonly string[]) => followers.map((id) => [leader, id] as const);

function holdOf(cluster: Asked, { id }: MessageRecord): number {
  return cluster.event('msg.hold', ({ ev, msg }) => ev === 'msg.hold' && msg.id === id).seq;
}

function sendingOf(cluster: Asked, { id }: MessageRecord): number {
  return cluster.event('msg.send', ({ ev, msg }) => ev === 'msg.send' && msg.id === id).seq;
}

/** Why each that is lacking does. */
function reasons(holds: object): Map<string, { readonly why: HindranceReason; readonly seq: number | null }> {
  if (!('missing' in holds) || !Array.isArray(holds.missing)) throw new Error('Nobody is missing.');
  return new Map(holds.missing.map((each) => [each.server, each]));
}

describe('an entry waits for a hand (step pace)', () => {
  test('the held message that carries it is named, not the one before it', () => {
    const { cluster, leader, one, other } = given(toFollowers);
    const index = commandsThenStep(cluster, leader);
    const answer = cluster.why(entry(index, leader));
    for (const server of [one, other]) {
      const carrier = held(cluster, leader, server).find(({ entries }) =>
        entries?.some((each) => each.index === index),
      );
      if (carrier === undefined) throw new Error('The entry was not sent.');
      expect(held(cluster, leader, server)[0]?.id).not.toBe(carrier.id);
      const seq = holdOf(cluster, carrier);
      expect(reasons(answer.holds).get(server)).toMatchObject({ why: 'held', seq });
      expect(seqsOf(answer, 'held')).toContain(seq);
      expect(seqsOf(answer, 'sent')).toContain(sendingOf(cluster, carrier));
    }
    expectSound(answer, cluster.events);
  });

  test('who has it and has answered: it is the answer that is held', () => {
    const { cluster, leader, one, other } = given((leader, [one = '', other = '']) => [
      [one, leader],
      [leader, other],
    ]);
    const index = commandsThenStep(cluster, leader);
    const answer = cluster.why(entry(index, leader));
    const [reply] = held(cluster, one, leader);
    if (reply === undefined) throw new Error('There is no answer.');
    expect(reasons(answer.holds).get(one)).toMatchObject({ why: 'answersHeld', seq: holdOf(cluster, reply) });
    expect(reasons(answer.holds).get(other)?.why).toBe('held');
    expect(seqsOf(answer, 'sent')).toContain(sendingOf(cluster, reply));
  });

  test('a message that is held is held by its event, and goes on by hand', () => {
    const { cluster, leader, one } = given(toFollowers);
    commandsThenStep(cluster, leader);
    const [first] = held(cluster, leader, one);
    if (first === undefined) throw new Error('Nothing is held.');
    const { id } = first;
    const answer = cluster.why({ ask: 'message', from: leader, to: one, id });
    expect(answer.holds).toMatchObject({ verdict: 'held', id });
    expect(seqsOf(answer, 'held')).toEqual([holdOf(cluster, first)]);
    expect(answer.next).toEqual({ what: 'delivered', who: [one], count: null });
    expect(cluster.call('message.deliver', { id })).toMatchObject({ ok: true });
    cluster.pass(1);
    expect(cluster.why({ ask: 'message', from: leader, to: one, id }).holds.verdict).toBe('received');
  });

  test('a candidate reaches nobody while its messages are held', () => {
    const { cluster, leader, one, other } = given((_, [one = '', other = '']) => [[one, other]]);
    cluster.call('node.crash', { node: leader });
    cluster.call('node.timeout', { node: one });
    cluster.pass(20);
    cluster.call('clock.pace', { mode: 'step' });
    const answer = cluster.why({ ask: 'lead', node: one });
    const [request] = held(cluster, one, other);
    if (request === undefined) throw new Error('It asks nobody.');
    expect(answer.holds).toMatchObject({ verdict: 'unreachable', could: [one] });
    expect(seqsOf(answer, 'held')).toContain(holdOf(cluster, request));
    expect(seqsOf(answer, 'sent')).toContain(sendingOf(cluster, request));
  });
});

describe('an entry waits for a slow link', () => {
  test('the fault is named, with the message that it keeps', () => {
    const { cluster, leader } = given(toFollowers);
    cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
    cluster.pass(60);
    const index = cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
    const answer = cluster.why(entry(index, leader));
    for (const server of cluster.followers()) {
      const { seq } = cluster.event('fault.link', ({ fault }) => fault.links.some(({ to }) => to === server));
      const carrier = cluster.event('msg.send', ({ msg }) => {
        return msg.to === server && msg.entries?.some((each) => each.index === index) === true;
      });
      expect(reasons(answer.holds).get(server)).toMatchObject({ why: 'delayed', seq, sent: carrier.seq });
      expect(seqsOf(answer, 'held')).toContain(seq);
      expect(seqsOf(answer, 'sent')).toContain(carrier.seq);
      const { from, to, id } = carrier.msg;
      const message = cluster.why({ ask: 'message', from, to, id });
      expect(message.holds).toMatchObject({ verdict: 'underWay', delayMs: 5000 });
      expect(seqsOf(message, 'held')).toEqual([seq]);
    }
    expectSound(answer, cluster.events);
  });

  test('also when it is the answers that are slow', () => {
    const { cluster, leader } = given((leader, followers) => followers.map((id) => [id, leader]));
    cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
    cluster.pass(60);
    const index = cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
    const { holds } = cluster.why(entry(index, leader));
    for (const server of cluster.followers()) {
      const { seq } = cluster.event('fault.link', ({ fault }) => fault.links.some(({ from }) => from === server));
      expect(reasons(holds).get(server)).toMatchObject({ why: 'delayed', seq });
    }
  });

  test('a read whose question is kept on a slow link says so', () => {
    const cluster = new Asked({ nodes: 3 });
    cluster.submit('put x 1', 'c7');
    const leader = cluster.leader();
    const seq = slow(cluster, 'c7', leader);
    cluster.begin('client.submit', { client: 'c7', operation: 'get x', target: leader });
    cluster.pass(30);
    const { op } = cluster.event('client.invoke', ({ node }) => node === 'c7');
    const answer = cluster.why({ ask: 'read', client: 'c7', id: op.id ?? '' });
    expect(answer.holds).toMatchObject({ verdict: 'requestUnderWay', hindrance: { why: 'delayed', seq } });
    expect(seqsOf(answer, 'held')).toEqual([seq]);
  });

  test('a message that is out on a link which is cut since is stopped by the cut', () => {
    const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
    const leader = cluster.leader();
    const to = cluster.follower();
    slow(cluster, leader, to);
    cluster.pass(100);
    const sent = cluster.event('msg.send', ({ msg }) => msg.to === to && msg.from === leader);
    cluster.cut(leader, to);
    const answer = cluster.why({ ask: 'message', from: leader, to, id: sent.msg.id });
    expect(answer.holds).toMatchObject({ verdict: 'underWay', hindrance: { why: 'cut' } });
    expect(seqsOf(answer, 'cut')).toEqual([cluster.event('fault.link').seq]);
    expect(seqsOf(answer, 'stopped')).toEqual([]);
  });
});
