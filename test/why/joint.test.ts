/** In joint consensus agreement takes a majority of C-old and one of C-new: what answers say of both (§6). */
import { describe, expect, test } from 'vitest';
import { Majorities } from '../../core/why/parts/majorities.ts';
import { leadText } from '../../renderer/panels/why/words/elections.ts';
import { entryText } from '../../renderer/panels/why/words/entry.ts';
import { Asked, expectSound, factOf, seqsOf } from './given.ts';

const entry = (index: number, node: string | null = null) => ({ ask: 'entry', index, node, term: null }) as const;

/** C-old is S1, S2 and S3; C-new the leader of them with S4 and S5. It is not left by itself. */
function joint() {
  const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
  cluster.submit('put x 1');
  for (const as of ['learner', 'learner'] as const) cluster.call('member.add', { as });
  cluster.pass(300);
  const leader = cluster.leader();
  const old = ['S1', 'S2', 'S3'].filter((id) => id !== leader);
  cluster.begin('member.change', { voters: [leader, 'S4', 'S5'], learners: [], leave: 'byHand' });
  cluster.until('C-old,new committed', () => {
    const state = cluster.state(leader);
    const { configuration, configurationIndex } = state?.log ?? {
      configuration: { outgoing: [] },
      configurationIndex: 0,
    };
    return configuration.outgoing.length > 0 && (state?.commitIndex ?? 0) >= configurationIndex;
  });
  cluster.pass(300);
  return { cluster, leader, old, fresh: ['S4', 'S5'] };
}

type Joint = ReturnType<typeof joint>;

/** The last entry of the leader's, which nobody else has got. */
function entryWithout({ cluster, leader }: Joint, away: readonly string[]): number {
  for (const node of away) cluster.call('node.crash', { node });
  cluster.begin('client.submit', { client: 'c1', operation: 'put x 2', target: leader });
  cluster.pass(100);
  return cluster.state(leader)?.log.entries.at(-1)?.index ?? 0;
}

describe('§6 an entry of a leader in C-old,new', () => {
  test('waits for C-new though C-old stores it: only those with a vote in C-new would help', () => {
    const given = joint();
    const { cluster, leader, fresh } = given;
    const index = entryWithout(given, fresh);
    const answer = cluster.why(entry(index));
    const missing = fresh.map((server) => {
      return { server, why: 'down', seq: cluster.event('node.crash', ({ node }) => node === server).seq };
    });
    const counts = { have: 1, need: 2, haveOutgoing: 3, needOutgoing: 2 };
    expect(answer.holds).toMatchObject({ verdict: 'noMajority', leader, ...counts, missing });
    expect(answer.rule).toEqual({ section: '§6', name: 'jointMajorities' });
    expect(answer.next).toEqual({ what: 'moreStore', who: fresh, count: 1 });
    for (const [who, stored] of [
      ['C-new', 1],
      ['C-old', 3],
    ] as const) {
      expect([factOf(answer, 'stored', who), factOf(answer, 'needed', who)]).toEqual([stored, 2]);
    }
    expect(seqsOf(answer, 'membership')).toEqual([cluster.event('raft.configuration', (it) => it.node === leader).seq]);
    expect(entryText(answer.holds)).toContain('both majorities count');
    expectSound(answer, cluster.events);
  });

  test('waits for C-old though C-new stores it', () => {
    const given = joint();
    const { cluster, old } = given;
    const answer = cluster.why(entry(entryWithout(given, old)));
    expect(answer.holds).toMatchObject({ verdict: 'noMajority', have: 3, haveOutgoing: 1, needOutgoing: 2 });
    expect(answer.next).toEqual({ what: 'moreStore', who: old, count: 1 });
  });

  test('waits for one more of each: two servers, when nobody but the leader votes in both', () => {
    const given = joint();
    const { cluster, old, fresh } = given;
    const answer = cluster.why(entry(entryWithout(given, [...old, ...fresh])));
    expect(answer.holds).toMatchObject({ verdict: 'noMajority', have: 1, haveOutgoing: 1 });
    expect(answer.next).toEqual({ what: 'moreStore', who: [...fresh, ...old], count: 2 });
  });

  test('is committed by both majorities, and both are shown', () => {
    const { cluster, leader } = joint();
    cluster.submit('put x 2');
    const answer = cluster.why(entry(cluster.state(leader)?.commitIndex ?? 0));
    expect(answer.holds).toMatchObject({ verdict: 'committed', by: leader, how: 'byCount', need: 2, needOutgoing: 2 });
    expect(answer.rule.name).toBe('jointMajorities');
    for (const who of ['C-new', 'C-old']) expect(factOf(answer, 'stored', who)).toBeGreaterThanOrEqual(2);
    expect(entryText(answer.holds)).toContain('one of C-old');
  });
});

describe('§6 nobody leads, and the newest log is in C-old,new', () => {
  test('who runs is a majority of C-new only: somebody of C-old must come back', () => {
    const given = joint();
    const { cluster, leader, old, fresh } = given;
    const index = entryWithout(given, old);
    cluster.call('node.crash', { node: leader });
    cluster.pass(50);
    const answer = cluster.why(entry(index));
    expect(answer.holds).toMatchObject({ verdict: 'noLeader', have: 2, need: 2, haveOutgoing: 0, needOutgoing: 2 });
    expect(answer.next).toMatchObject({ what: 'restarts', count: 2 });
    expect(new Set(answer.next?.who)).toEqual(new Set([leader, ...old]));
    expect(factOf(answer, 'couldVote', 'C-old')).toBe(0);
    expect(fresh.every((id) => cluster.past().node(id)?.status === 'up')).toBe(true);
  });

  test('but only a dead leader has C-old,new: the others elect by C-old', () => {
    const cluster = new Asked({ nodes: 3, raft: { checkQuorum: false } });
    const leader = cluster.leader();
    const others = cluster.followers();
    for (const node of others) cluster.call('node.pause', { node });
    cluster.begin('member.change', { voters: [leader, ...others.slice(0, 1)], learners: [], leave: 'byHand' });
    cluster.pass(20);
    cluster.call('node.crash', { node: leader });
    for (const node of others) cluster.call('node.resume', { node });
    const index = cluster.past().node(leader)?.log.at(-1)?.index ?? 0;
    const { holds, next } = cluster.why(entry(index, leader));
    expect(holds).toMatchObject({ verdict: 'noLeader', have: 2, need: 2, needOutgoing: 0 });
    expect(next).toEqual({ what: 'election', who: others, count: null });
  });
});

describe('§6 a candidate in C-old,new', () => {
  test('cannot lead with the votes of C-new alone: those of C-old that it lacks are named', () => {
    const given = joint();
    const { cluster, leader, old, fresh } = given;
    for (const node of [leader, ...old]) cluster.call('node.crash', { node });
    cluster.pass(1000);
    const [node = ''] = fresh;
    const answer = cluster.why({ ask: 'lead', node });
    const counts = { have: 2, need: 2, haveOutgoing: 0, needOutgoing: 2 };
    expect(answer.holds).toMatchObject({ verdict: 'unreachable', could: fresh, ...counts });
    expect(answer.rule.name).toBe('jointMajorities');
    expect(factOf(answer, 'couldVote', 'C-old')).toBe(0);
    expect(leadText(answer.holds)).toContain('2 votes of C-new and could get 2, and 2 of C-old and could get 0');
    expectSound(answer, cluster.events);
  });

  test('is not kept by a voter whose configuration has its majority without it', () => {
    const { cluster, leader, old, fresh } = joint();
    const [staying = '', gone = ''] = old;
    for (const node of [leader, gone, ...fresh]) cluster.call('node.crash', { node });
    cluster.call('node.restart', { node: leader });
    cluster.pass(10);
    const { holds, next } = cluster.why({ ask: 'lead', node: staying });
    if (!('refusals' in holds)) throw new Error(holds.verdict);
    expect(holds.refusals.map(({ server }) => server)).toEqual(fresh);
    expect(holds).toMatchObject({ have: 1, haveOutgoing: 2 });
    expect(next).toEqual({ what: 'restarts', who: fresh, count: null });
  });

  test('became leader by both majorities', () => {
    const { cluster, leader } = joint();
    cluster.call('node.crash', { node: leader });
    cluster.until('another leader', () => !['nobody', leader].includes(cluster.leader()));
    const answer = cluster.why({ ask: 'role', node: cluster.leader(), at: null });
    expect(answer.holds.verdict).toBe('elected');
    expect(answer.rule.name).toBe('jointMajorities');
    for (const who of ['C-new', 'C-old']) expect(factOf(answer, 'votes', who)).toBeGreaterThanOrEqual(2);
  });
});

test('§6 a leader that C-old alone answers steps down: it is C-new that did not (thesis 6.2)', () => {
  const { cluster, leader, fresh } = joint();
  cluster.call('cluster.rules', { rules: { checkQuorum: true } });
  for (const node of fresh) cluster.call('node.crash', { node });
  cluster.until('the leader steps down', () => cluster.state(leader)?.role.kind !== 'leader');
  const at = cluster.event('raft.role', ({ role }) => role.why === 'noQuorum').seq;
  const { holds } = cluster.why({ ask: 'role', node: leader, at });
  expect(holds).toMatchObject({ verdict: 'noQuorum', have: 1, need: 2, haveOutgoing: 3, needOutgoing: 2 });
  if (holds.verdict !== 'noQuorum') throw new Error(holds.verdict);
  expect(holds.missing.map(({ server, why }) => [server, why])).toEqual(fresh.map((id) => [id, 'down']));
});

test('§6 a read waits for one answer of C-new, however many of C-old have come (thesis 6.4)', () => {
  const { cluster, leader, fresh } = joint();
  cluster.submit('put x 3', 'c7');
  for (const node of fresh) cluster.call('node.crash', { node });
  cluster.begin('client.submit', { client: 'c7', operation: 'get x', target: leader });
  cluster.pass(60);
  const { op } = cluster.event('client.invoke', ({ node }) => node === 'c7');
  const { holds, next } = cluster.why({ ask: 'read', client: 'c7', id: op.id ?? '' });
  expect(holds).toMatchObject({ verdict: 'waitsForConfirmation', have: 1, need: 2, haveOutgoing: 3, needOutgoing: 2 });
  expect(next).toEqual({ what: 'roundAnswered', who: fresh, count: 1 });
});

test('§6 one server that votes in both configurations is one, not two', () => {
  const configuration = { voters: ['S1', 'S2', 'S4'], outgoing: ['S1', 'S2', 'S3'], learners: [] };
  const having = (...supporters: string[]) =>
    new Majorities({ ...configuration, learnersNext: [], autoLeave: false }, new Set(supporters));
  expect(having('S1')).toMatchObject({ areReached: false, lacking: 1, wanted: ['S2', 'S4', 'S3'] });
  expect(having('S1', 'S3')).toMatchObject({ lacking: 1, wanted: ['S2', 'S4'] });
  expect(having()).toMatchObject({ lacking: 2 });
  expect(having('S1', 'S2')).toMatchObject({ areReached: true, lacking: 0, wanted: [] });
});
