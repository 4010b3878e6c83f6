/** Why is nextIndex of S going back? (§5.3) */
import { describe, expect, test } from 'vitest';
import type { EventOf } from '../../core/trace/events.ts';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

const isBack = (why: string) => (event: EventOf<'raft.progress'>) => event.progress.why === why;

describe('nextIndex goes back', () => {
  test('because the follower has entries of another term: the check that failed, the reply and the entry are named', () => {
    const cluster = new Asked({ raft: { checkQuorum: false } });
    const old = cluster.leader();
    cluster.call('network.isolate', { node: old });
    for (const value of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      cluster.begin('client.submit', { client: `c${value}`, operation: `put x ${value}`, target: old });
    }
    cluster.until('another leader', () => ![old, 'nobody'].includes(cluster.leader()));
    const next = cluster.follower(old);
    cluster.call('leader.transfer', { to: next });
    cluster.until('the next leader', () => cluster.leader() === next);
    cluster.call('network.heal', {});
    cluster.pass(400);
    const back = cluster.event('raft.progress', isBack('conflict'));
    const { node: leader, progress } = back;
    const answer = cluster.why({ ask: 'nextIndex', leader, peer: old, at: null });
    const check = cluster.event(
      'raft.check',
      ({ node, check, seq }) => node === old && !check.success && seq < back.seq,
    );
    expect(answer.holds).toMatchObject({
      verdict: 'conflict',
      nextIndex: progress.nextIndex,
      prevLogIndex: check.check.prevLogIndex,
      conflictTerm: check.check.conflictTerm,
      conflictIndex: check.check.conflictIndex,
    });
    expect(answer.rule.section).toBe('§5.3');
    expect(seqsOf(answer, 'checked')).toEqual([check.seq]);
    expect(seqsOf(answer, 'wentBack')).toEqual([back.seq]);
    const [sent = 0] = seqsOf(answer, 'sent');
    expect(cluster.events[sent - 1]).toMatchObject({ msg: { kind: 'appendEntriesReply', from: old, success: false } });
    const [taken = 0] = seqsOf(answer, 'appended');
    expect(cluster.events[taken - 1]).toMatchObject({ ev: 'log.append', node: old });
    expect(factOf(answer, 'termAtPrevLogIndex', old)).toBe(check.check.ownTerm);
    expect(factOf(answer, 'prevLogTerm', leader)).toBe(check.check.prevLogTerm);
    expect(factOf(answer, 'nextIndexBefore', old)).toBeGreaterThan(progress.nextIndex);
    expectSound(answer, cluster.events);
  });

  test('because the follower’s log is too short', () => {
    const cluster = new Asked({ raft: { checkQuorum: false } });
    const away = cluster.follower();
    cluster.call('node.crash', { node: away });
    for (const value of [1, 2, 3]) cluster.submit(`put x ${value}`);
    const old = cluster.leader();
    cluster.call('leader.transfer', { to: cluster.follower(away) });
    cluster.until('the heir leads', () => ![old, 'nobody'].includes(cluster.leader()));
    cluster.pass(100);
    const leader = cluster.leader();
    const begun = cluster.why({ ask: 'nextIndex', leader, peer: away, at: null });
    expect(begun.holds).toMatchObject({ verdict: 'elected', leader, peer: away });
    expect(begun.rule.name).toBe('firstGuess');
    cluster.call('node.restart', { node: away });
    cluster.pass(300);
    const back = cluster.event('raft.progress', isBack('logTooShort'));
    const answer = cluster.why({ ask: 'nextIndex', leader, peer: away, at: null });
    expect(answer.holds).toMatchObject({
      verdict: 'logTooShort',
      nextIndex: back.progress.nextIndex,
      conflictTerm: null,
    });
    expect(factOf(answer, 'termAtPrevLogIndex', away)).toBeNull();
    expect(factOf(answer, 'conflictIndex', away)).toBe(back.progress.nextIndex);
    expectSound(answer, cluster.events);
  });
});

test('a server that leads nobody has taken nothing back', () => {
  const cluster = new Asked();
  const [one = '', two = ''] = cluster.followers();
  expect(cluster.why({ ask: 'nextIndex', leader: one, peer: two, at: null }).holds.verdict).toBe('neverWentBack');
});
