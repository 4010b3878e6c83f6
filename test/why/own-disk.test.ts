/** The leader counts itself only up to what its own disk has reported (thesis 10.2.1): what is said while it has not. */
import { expect, test } from 'vitest';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

const entry = (index: number, node: string) => ({ ask: 'entry', index, node, term: null }) as const;

/** The leader's disk takes half a second, and it has one more entry in memory. */
function slowDisk(away: (followers: string[]) => string[]) {
  const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
  cluster.submit('put x 1');
  cluster.pass(50);
  const leader = cluster.leader();
  for (const node of away(cluster.followers())) cluster.call('node.crash', { node });
  const saved = cluster.event('node.persist', ({ node, persist }) => node === leader && persist.entries > 0);
  cluster.virtual.world.disk(leader).setDelay(500_000);
  cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
  cluster.pass(100);
  const index = cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
  return { cluster, leader, saved, index };
}

test('thesis 10.2.1 with the leader itself it would be a majority: its own disk is what is waited for', () => {
  const { cluster, leader, saved, index } = slowDisk((followers) => followers.slice(0, 1));
  const [follower = ''] = cluster.followers();
  const answer = cluster.why(entry(index, leader));
  expect(answer.holds).toEqual({
    verdict: 'ownDisk',
    index,
    term: cluster.state(leader)?.currentTerm,
    leader,
    durableIndex: index - 1,
  });
  expect(answer.rule).toEqual({ section: 'thesis 10.2.1', name: 'leadersDisk' });
  expect(factOf(answer, 'durableIndex', leader)).toBe(index - 1);
  expect(factOf(answer, 'matchIndex', follower)).toBe(index);
  expect([factOf(answer, 'stored', 'majority'), factOf(answer, 'needed', 'majority')]).toEqual([1, 2]);
  expect(seqsOf(answer, 'saved')).toEqual([saved.seq]);
  const stored = cluster.event('raft.progress', ({ progress }) => progress.peer === follower);
  expect(seqsOf(answer, 'stored')).toEqual([stored.seq]);
  expect(answer.next).toEqual({ what: 'diskReports', who: [leader], count: null });
  expectSound(answer, cluster.events);

  cluster.pass(1000);
  expect(cluster.why(entry(index, leader)).holds).toMatchObject({ verdict: 'committed', by: leader, have: 2, need: 2 });
});

test('thesis 10.2.1 the followers alone are a majority: the entry is committed before the leader has it on disk', () => {
  const { cluster, leader, index } = slowDisk(() => []);
  const answer = cluster.why(entry(index, leader));
  expect(answer.holds).toMatchObject({ verdict: 'committed', by: leader, have: 2, need: 2 });
  expect(factOf(answer, 'durableIndex', leader)).toBe(index - 1);
  expect(seqsOf(answer, 'saved')).toEqual([]);
});

test('thesis 10.2.1 nobody else has it either: the leader’s own disk is one of those that are waited for', () => {
  const { cluster, leader, index } = slowDisk((followers) => followers);
  const answer = cluster.why(entry(index, leader));
  if (answer.holds.verdict !== 'noMajority') throw new Error(answer.holds.verdict);
  expect(answer.holds).toMatchObject({ have: 0, need: 2 });
  const append = cluster.event('log.append', ({ node }) => node === leader);
  expect(answer.holds.missing).toContainEqual({ server: leader, why: 'saving', seq: append.seq });
  expect(answer.next).toMatchObject({ what: 'moreStore', count: 2 });
  expect(answer.next?.who).toContain(leader);
  expectSound(answer, cluster.events);
});

test('§6 in joint consensus the leader’s disk may be all that both majorities lack', () => {
  const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
  cluster.submit('put x 1');
  const leader = cluster.leader();
  const [one = '', other = ''] = cluster.followers();
  cluster.begin('member.change', { voters: [leader, one], learners: [], leave: 'byHand' });
  cluster.pass(300);
  cluster.call('node.crash', { node: other });
  cluster.virtual.world.disk(leader).setDelay(500_000);
  cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
  cluster.pass(100);
  const index = cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
  const answer = cluster.why(entry(index, leader));
  expect(cluster.state(leader)?.log.configuration.outgoing).toHaveLength(3);
  expect(answer.holds).toMatchObject({ verdict: 'ownDisk', leader, durableIndex: index - 1 });
  for (const who of ['C-new', 'C-old']) expect(factOf(answer, 'stored', who)).toBe(1);
});
