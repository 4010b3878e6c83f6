/** Why can S not become leader? (§5.2, §5.4.1, §6, thesis 4.2.3) */
import { expect, test } from 'vitest';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

const lead = (node: string) => ({ ask: 'lead', node }) as const;

test('its log is behind a majority’s: each that would refuse is named with the entry it has', () => {
  const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
  const away = cluster.follower();
  cluster.call('network.isolate', { node: away });
  for (const value of [1, 2]) cluster.submit(`put x ${value}`);
  cluster.call('network.heal', {});
  const answer = cluster.why(lead(away));
  const others = ['S1', 'S2', 'S3'].filter((id) => id !== away);
  expect(answer.holds).toMatchObject({ verdict: 'logBehind', node: away, could: [away], need: 2 });
  if (answer.holds.verdict !== 'logBehind') throw new Error(answer.holds.verdict);
  expect(answer.holds.refusals.map(({ server, why }) => [server, why])).toEqual(others.map((id) => [id, 'logBehind']));
  expect(answer.rule.section).toBe('§5.4.1');
  expect(Number(factOf(answer, 'lastLogIndex', away))).toBeLessThan(
    Number(factOf(answer, 'lastLogIndex', others[0] ?? '')),
  );
  for (const seq of seqsOf(answer, 'appended')) expect(cluster.events[seq - 1]?.ev).toBe('log.append');
  expectSound(answer, cluster.events);
});

test('it reaches no majority: two are down, one is cut off', () => {
  const cluster = new Asked({ nodes: 5 });
  const node = cluster.follower();
  const [one = '', two = ''] = cluster.followers().filter((id) => id !== node);
  const leader = cluster.leader();
  for (const id of [one, two]) cluster.call('node.crash', { node: id });
  cluster.cut(leader, node);
  cluster.cut(node, leader);
  cluster.pass(1000);
  const answer = cluster.why(lead(node));
  expect(answer.holds).toMatchObject({ verdict: 'unreachable', need: 3 });
  if (answer.holds.verdict !== 'unreachable') throw new Error(answer.holds.verdict);
  const why = new Map(answer.holds.refusals.map((each) => [each.server, each.why]));
  expect(why.get(one)).toBe('down');
  expect(why.get(two)).toBe('down');
  expect(why.get(leader)).toBe('cut');
  const crashes = cluster.events.filter(({ ev }) => ev === 'node.crash').map(({ seq }) => seq);
  expect(seqsOf(answer, 'stopped')).toEqual(crashes);
});

test('a leader is alive, and the others keep their votes for that reason', () => {
  const cluster = new Asked({ nodes: 3 });
  const node = cluster.follower();
  const answer = cluster.why(lead(node));
  expect(answer.holds).toMatchObject({ verdict: 'leaderAlive', node });
  expect(answer.rule.section).toBe('thesis 4.2.3');
  expect(answer.next?.what).toBe('leaderSilent');
});

test('nothing keeps it but time, when the leader is gone', () => {
  const cluster = new Asked({ nodes: 3 });
  const node = cluster.follower();
  cluster.call('node.crash', { node: cluster.leader() });
  cluster.pass(155);
  expect(cluster.leader()).toBe('nobody');
  const answer = cluster.why(lead(node));
  const { electionDeadline } = cluster.past().node(node)?.state ?? { electionDeadline: null };
  expect(answer.holds).toMatchObject({ verdict: 'needsTime', need: 2 });
  if (answer.holds.verdict !== 'needsTime') throw new Error(answer.holds.verdict);
  expect(answer.holds.timeLeft).toBe((electionDeadline ?? 0) - cluster.past().t);
});

test('it is down, paused, a learner, or leads already', () => {
  const cluster = new Asked({ nodes: 3 });
  const leader = cluster.leader();
  expect(cluster.why(lead(leader)).holds).toMatchObject({ verdict: 'leads', newer: null });
  const node = cluster.follower();
  cluster.call('node.pause', { node });
  expect(cluster.why(lead(node)).holds).toMatchObject({ verdict: 'notRunning', why: 'paused' });
  cluster.call('node.resume', { node });
  cluster.call('node.crash', { node });
  const answer = cluster.why(lead(node));
  expect(answer.holds).toMatchObject({ verdict: 'notRunning', why: 'down' });
  expect(seqsOf(answer, 'stopped')).toEqual([cluster.event('node.crash').seq]);
  cluster.call('node.restart', { node });
  cluster.pass(300);
  cluster.call('member.add', { as: 'learner' });
  cluster.pass(500);
  expect(cluster.why(lead('S4')).holds).toMatchObject({ verdict: 'notVoter', place: 'learner' });
});
