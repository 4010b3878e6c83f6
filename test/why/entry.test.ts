/** Why is entry N not committed (yet)? (§5.3, §5.4.2, §6) */
import { describe, expect, test } from 'vitest';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

const entry = (index: number, node: string | null = null, term: number | null = null) =>
  ({ ask: 'entry', index, node, term }) as const;

/** A leader that has taken a command in and whose messages go nowhere. */
function leaderWithoutFollowers() {
  const cluster = new Asked({ nodes: 3, seed: 5, raft: { checkQuorum: false } });
  cluster.submit('put x 1');
  const leader = cluster.leader();
  cluster.call('network.isolate', { node: leader });
  cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
  cluster.pass(60);
  return { cluster, leader, index: cluster.state(leader)?.log.entries.at(-1)?.index ?? 0 };
}

describe('an entry is committed', () => {
  test('since the event by which a majority of matchIndexes reached it, of the leader’s own term', () => {
    const cluster = new Asked();
    cluster.submit('put x 1');
    const leader = cluster.leader();
    const index = cluster.state(leader)?.commitIndex ?? 0;
    const commit = cluster.event('log.commit', ({ node, commit }) => node === leader && commit.to === index);
    const answer = cluster.why(entry(index));
    expect(answer.holds).toMatchObject({ verdict: 'committed', index, since: commit.seq, by: leader, how: 'byCount' });
    expect(answer.rule.section).toBe('§5.3');
    expect(seqsOf(answer, 'committed')).toEqual([commit.seq]);
    const decisive = cluster.event(
      'raft.progress',
      ({ progress, seq }) => progress.why === 'success' && seq < commit.seq,
    );
    expect(seqsOf(answer, 'stored')).toContain(decisive.seq);
    expect(factOf(answer, 'matchIndex', decisive.progress.peer)).toBe(index);
    expectSound(answer, cluster.events);
  });

  test('and was not one event before', () => {
    const cluster = new Asked();
    cluster.submit('put x 1');
    const index = cluster.state(cluster.leader())?.commitIndex ?? 0;
    const commit = cluster.event('log.commit', ({ commit }) => commit.to === index && commit.why === 'majority');
    const answer = cluster.why(entry(index), commit.seq - 2);
    expect(answer.holds.verdict).toBe('noMajority');
    expectSound(answer, cluster.events, commit.seq - 2);
  });
});

describe('an entry waits', () => {
  test('for followers that the leader cannot reach', () => {
    const { cluster, leader, index } = leaderWithoutFollowers();
    const answer = cluster.why(entry(index, leader));
    const cut = cluster.event('fault.isolate');
    const missing = cluster.followers().map((server) => ({ server, why: 'cut', seq: cut.seq }));
    expect(answer.holds).toMatchObject({ verdict: 'noMajority', index, leader, have: 1, need: 2, missing });
    expect(seqsOf(answer, 'cut')).toEqual([cut.seq]);
    expect(seqsOf(answer, 'appended')).toEqual([cluster.event('log.append').seq]);
    expect(answer.next).toEqual({ what: 'moreStore', who: cluster.followers(), count: 1 });
    expect(factOf(answer, 'durableIndex', leader)).toBe(index);
  });

  test('for followers that are down, and for one that is paused', () => {
    const cluster = new Asked({ nodes: 5, raft: { checkQuorum: false } });
    const leader = cluster.leader();
    const [one = '', two = '', three = ''] = cluster.followers();
    for (const node of [one, two]) cluster.call('node.crash', { node });
    cluster.call('node.pause', { node: three });
    cluster.begin('client.submit', { client: 'c1', operation: 'put x 1' });
    cluster.pass(100);
    const index = cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
    const { holds } = cluster.why(entry(index));
    if (holds.verdict !== 'noMajority') throw new Error(holds.verdict);
    expect(new Map(holds.missing.map(({ server, why }) => [server, why]))).toEqual(
      new Map([
        [one, 'down'],
        [two, 'down'],
        [three, 'paused'],
      ]),
    );
    expect(holds).toMatchObject({ have: 2, need: 3 });
  });

  test('for nobody leads: all that could are down', () => {
    const cluster = new Asked();
    cluster.submit('put x 1');
    const leader = cluster.leader();
    const [one = '', two = ''] = cluster.followers();
    cluster.call('network.isolate', { node: leader });
    cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
    cluster.pass(50);
    const index = cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
    for (const node of [leader, one, two]) cluster.call('node.crash', { node });
    const answer = cluster.why(entry(index, leader));
    const crashes = [leader, one, two].map((id) => cluster.event('node.crash', ({ node }) => node === id).seq);
    expect(answer.holds).toMatchObject({ verdict: 'noLeader', index, need: 2 });
    expect(seqsOf(answer, 'stopped').sort()).toEqual(crashes.sort());
    expect(answer.next).toMatchObject({ what: 'restarts', count: 2 });
  });

  test('for every disk, at the instant it is appended: not even the leader’s has it', () => {
    const cluster = new Asked({ nodes: 3 });
    cluster.submit('put x 1');
    const leader = cluster.leader();
    const index = cluster.state(leader)?.commitIndex ?? 0;
    // One instant of the command's life: in the leader's log, and on no disk.
    const append = cluster.event(
      'log.append',
      ({ node, append: { entries } }) => node === leader && entries.at(-1)?.index === index,
    );
    const answer = cluster.why(entry(index, leader), append.seq);
    expect(answer.holds).toMatchObject({ verdict: 'noMajority', have: 0, need: 2 });
    expect(factOf(answer, 'durableIndex', leader)).toBe(index - 1);
  });
});

test('an entry of an old term is on a majority, and waits for one of the leader’s own term (Figure 8)', () => {
  const { cluster, leader, index, term } = oldEntryOnMajority();
  const answer = cluster.why(entry(index, leader));
  expect(answer.holds).toMatchObject({ verdict: 'oldTerm', index, term, leader });
  expect(answer.rule).toEqual({ section: '§5.4.2', name: 'commitOwnTerm' });
  expect(seqsOf(answer, 'withheld')).toEqual([cluster.event('raft.withhold').seq]);
  expect(factOf(answer, 'entryTerm', 'entry')).toBe(term);
  expect(factOf(answer, 'currentTerm', leader)).toBeGreaterThan(term);
  expect(answer.next?.what).toBe('ownTermEntry');

  cluster.submit('put y 1');
  const later = cluster.why(entry(index, leader));
  expect(later.holds).toMatchObject({ verdict: 'committed', how: 'withLater', by: leader });
  expect(later.rule.section).toBe('§5.4.2');
});

/** Without the no-op: the new leader has an entry of the old term that no one committed. */
function oldEntryOnMajority() {
  const cluster = new Asked({ nodes: 3, raft: { noopOnElection: false, checkQuorum: false } });
  cluster.submit('put x 1');
  const old = cluster.leader();
  const [heir = '', other = ''] = cluster.followers();
  for (const [from, to] of [
    [old, other],
    [other, old],
    [heir, old],
  ] as const)
    cluster.cut(from, to);
  cluster.begin('client.submit', { client: 'c2', operation: 'put x 2', target: old });
  cluster.until(
    'the entry on the heir',
    () => (cluster.state(heir)?.log.entries.length ?? 0) > (cluster.state(heir)?.commitIndex ?? 0),
  );
  cluster.pass(10);
  cluster.call('node.crash', { node: old });
  cluster.until('the heir leads', () => cluster.leader() === heir, 20_000);
  cluster.pass(300);
  const last = cluster.state(heir)?.log.entries.at(-1);
  return { cluster, leader: heir, index: last?.index ?? 0, term: last?.term ?? 0 };
}

describe('an entry of a deposed leader', () => {
  test('is not in the new leader’s log, and will be overwritten', () => {
    const { cluster, leader: old, index } = leaderWithoutFollowers();
    cluster.until('another leader', () => ![old, 'nobody'].includes(cluster.leader()));
    cluster.pass(100);
    const heir = cluster.leader();
    const term = cluster.state(old)?.currentTerm ?? 0;
    const committed = cluster.state(heir)?.commitIndex ?? 0;
    expect(committed).toBeGreaterThanOrEqual(index);
    const answer = cluster.why(entry(index, old));
    expect(answer.holds).toMatchObject({ verdict: 'superseded', index, term, servers: [old] });
    expect(answer.next).toMatchObject({ what: 'overwritten', who: [old] });
  });

  test('was cut when the new leader’s entries reached its server', () => {
    const { cluster, leader: old, index } = leaderWithoutFollowers();
    const term = cluster.state(old)?.currentTerm ?? 0;
    cluster.until('another leader', () => ![old, 'nobody'].includes(cluster.leader()));
    cluster.call('network.heal', {});
    cluster.pass(1000);
    const cut = cluster.event('log.truncate');
    const answer = cluster.why(entry(index, null, term));
    expect(answer.holds).toMatchObject({
      verdict: 'overwritten',
      index,
      term,
      servers: [old],
      by: cut.truncate.leader,
    });
    expect(seqsOf(answer, 'truncated')).toEqual([cut.seq]);
    expect(cluster.why(entry(index, old)).holds.verdict).toBe('committed');
  });
});

test('nobody has seen an entry of that index', () => {
  expect(new Asked().why(entry(99)).holds).toEqual({ verdict: 'unknownEntry', index: 99, term: null });
});
