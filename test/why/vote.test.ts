/** Why did S refuse its vote? (§5.1, §5.2, §5.4.1, thesis 4.2.3, 9.6) */
import { expect, test } from 'vitest';
import type { EventOf } from '../../core/trace/events.ts';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

const plain = { preVote: false, withholdVotes: false, checkQuorum: false };

type Vote = EventOf<'raft.vote'>;

/** A refusal for that reason, of the newest there are, and the answer about it. */
function refusal(cluster: Asked, why: Vote['vote']['why']) {
  const event = cluster.event('raft.vote', ({ vote }) => !vote.granted && vote.why === why);
  const asked = { ask: 'vote', voter: event.node, candidate: event.vote.candidate, at: event.seq } as const;
  return { event, answer: cluster.why(asked) };
}

function expectRefusal(cluster: Asked, { event, answer }: ReturnType<typeof refusal>): void {
  const { node: voter, vote } = event;
  const { candidate, why } = vote;
  expect(answer.holds).toMatchObject({ verdict: 'refused', voter, candidate, why, preVote: vote.preVote });
  expect(seqsOf(answer, 'refused')).toEqual([event.seq]);
  const [asked = 0] = seqsOf(answer, 'asked');
  expect(cluster.events[asked - 1]).toMatchObject({ ev: 'msg.send', msg: { from: candidate, to: voter } });
  expectSound(answer, cluster.events, event.seq);
}

test('the candidate’s log is behind: both ends are compared, and the append that put the voter ahead is named', () => {
  const cluster = new Asked({ raft: plain });
  const away = cluster.follower();
  cluster.call('network.isolate', { node: away });
  for (const value of [1, 2]) cluster.submit(`put x ${value}`);
  cluster.call('network.heal', {});
  cluster.call('node.timeout', { node: away });
  cluster.pass(30);
  const found = refusal(cluster, 'logBehind');
  expectRefusal(cluster, found);
  const { event, answer } = found;
  expect(answer.rule.section).toBe('§5.4.1');
  const { mine, theirs } = event.vote;
  expect(mine.lastLogIndex).toBeGreaterThan(theirs.lastLogIndex);
  expect(factOf(answer, 'lastLogIndex', away)).toBe(theirs.lastLogIndex);
  expect(factOf(answer, 'lastLogTerm', event.node)).toBe(mine.lastLogTerm);
  const ahead = cluster.event('log.append', ({ node, seq }) => node === event.node && seq < event.seq);
  expect(ahead.append.entries.at(-1)?.index).toBe(mine.lastLogIndex);
  expect(seqsOf(answer, 'appended')).toEqual([ahead.seq]);
  expect(answer.next).toMatchObject({ what: 'catchesUp', who: [away] });
});

test('the vote of the term is given away: the earlier vote is named', () => {
  const cluster = new Asked({ nodes: 5, raft: plain });
  cluster.call('node.crash', { node: cluster.leader() });
  const [one = '', two = ''] = cluster.followers();
  for (const node of [one, two]) cluster.call('node.timeout', { node });
  cluster.pass(60);
  const found = refusal(cluster, 'votedForAnother');
  expectRefusal(cluster, found);
  const { event, answer } = found;
  expect(answer.rule.section).toBe('§5.2');
  const [earlier = 0] = seqsOf(answer, 'voted');
  expect(cluster.events[earlier - 1]).toMatchObject({
    ev: 'raft.vote',
    node: event.node,
    vote: { candidate: event.vote.votedFor, granted: true },
  });
  expect(factOf(answer, 'votedFor', event.node)).toBe(event.vote.votedFor);
});

test('a candidate has voted for itself', () => {
  const cluster = new Asked({ nodes: 5, raft: plain });
  cluster.call('node.crash', { node: cluster.leader() });
  const [one = '', two = ''] = cluster.followers();
  for (const node of [one, two]) cluster.call('node.timeout', { node });
  cluster.pass(60);
  const found = refusal(cluster, 'ownVote');
  expectRefusal(cluster, found);
  const [own = 0] = seqsOf(found.answer, 'timedOut');
  expect(cluster.events[own - 1]).toMatchObject({ ev: 'raft.role', node: found.event.node, role: { to: 'candidate' } });
});

test('a leader is alive: withheld from a pre-vote, and the last heartbeat that was heard is named', () => {
  const cluster = new Asked();
  const leader = cluster.leader();
  const candidate = cluster.follower();
  const voter = cluster.follower(candidate);
  cluster.call('node.timeout', { node: candidate });
  cluster.pass(30);
  const event = cluster.event('raft.vote', ({ node, vote }) => node === voter && vote.why === 'leaderAlive');
  const answer = cluster.why({ ask: 'vote', voter, candidate, at: event.seq });
  expectRefusal(cluster, { event, answer });
  expect(answer.holds).toMatchObject({ preVote: true });
  expect(answer.rule.section).toBe('thesis 4.2.3');
  const [heard = 0] = seqsOf(answer, 'lastHeard');
  expect(cluster.events[heard - 1]).toMatchObject({ ev: 'msg.recv', msg: { from: leader, to: voter } });
  expect(answer.next).toMatchObject({ what: 'leaderSilent', who: [voter] });
  const ofLeader = cluster.why({ ask: 'vote', voter: leader, candidate, at: null });
  expect(ofLeader.holds).toMatchObject({ verdict: 'refused', why: 'leaderAlive' });
  expect(seqsOf(ofLeader, 'elected')).toHaveLength(1);
});

test('the term is old: a server that slept through two elections asks for a term that has passed', () => {
  const cluster = new Asked();
  const sleeper = cluster.follower();
  const heir = cluster.follower(sleeper);
  const first = cluster.leader();
  cluster.call('network.isolate', { node: sleeper });
  for (const to of [heir, first]) {
    cluster.call('leader.transfer', { to });
    cluster.until('the heir leads', () => cluster.leader() === to);
    cluster.pass(100);
  }
  cluster.call('network.heal', {});
  cluster.call('node.timeout', { node: sleeper });
  cluster.pass(30);
  const found = refusal(cluster, 'staleTerm');
  expectRefusal(cluster, found);
  const { event, answer } = found;
  expect(answer.rule.section).toBe('thesis 9.6');
  expect(factOf(answer, 'currentTerm', event.node)).toBe(event.state.currentTerm);
  expect(Number(factOf(answer, 'askedTerm', event.vote.candidate))).toBeLessThanOrEqual(event.state.currentTerm);
  expect(seqsOf(answer, 'termRaised')).toHaveLength(1);
});

test('a vote that was given says so, and one that was never asked for says what is in the way', () => {
  const cluster = new Asked({ raft: { checkQuorum: false } });
  const leader = cluster.leader();
  const voter = cluster.event(
    'raft.vote',
    ({ vote }) => vote.granted && vote.candidate === leader && vote.preVote !== true,
  );
  const given = cluster.why({ ask: 'vote', voter: voter.node, candidate: leader, at: null });
  expect(given.holds).toMatchObject({ verdict: 'granted', why: 'free' });
  const [one = '', two = ''] = cluster.followers();
  cluster.call('node.crash', { node: two });
  const answer = cluster.why({ ask: 'vote', voter: two, candidate: one, at: null });
  const crash = cluster.event('node.crash');
  expect(answer.holds).toMatchObject({ verdict: 'notAsked', hindrance: { server: two, why: 'down', seq: crash.seq } });
});
