/** Acceptance scenarios F-01 to F-09: servers come, go and are replaced (§6, thesis chapter 4). */
import { expect, test } from 'vitest';
import { VirtualTest } from './virtual.ts';

const ok = { ok: true };
const refused = (code: string) => ({ ok: false, error: { code } });

/** The number of elections that were won. */
function elections(cluster: VirtualTest): number {
  return cluster.events.filter((event) => event.ev === 'raft.role' && event.role.to === 'leader').length;
}

test('F-01 three servers become five under load, and all five hold the same', () => {
  const cluster = new VirtualTest();
  const load = cluster.appenders({ clients: 3 });
  for (const node of ['S4', 'S5']) {
    expect(cluster.call('member.add', { as: 'voter' })).toMatchObject({ ok: true, value: { node } });
  }
  cluster.until('100 answers', () => load.answered >= 100, 20_000);
  cluster.settle(load, ['S1', 'S2', 'S3', 'S4', 'S5']);
  expect(cluster.voters()).toHaveLength(5);
});

test('F-02 five become three again under load, and the leader leads on', () => {
  const cluster = new VirtualTest({ nodes: 5 });
  const load = cluster.appenders({ clients: 3 });
  const leader = cluster.leader();
  const leaving = cluster.followers().slice(0, 2);
  for (const node of leaving) expect(cluster.call('member.remove', { node })).toMatchObject(ok);
  const staying = cluster.running().filter((node) => !leaving.includes(node));
  cluster.settle(load, staying);
  expect(cluster.voters()).toEqual(staying);
  expect(cluster.leader()).toBe(leader);
  expect(elections(cluster)).toBe(1);
});

test('F-03 a leader commits its own removal and steps down; the others elect within 5 s, and it disturbs nobody', () => {
  const cluster = new VirtualTest();
  const load = cluster.appenders({ clients: 3 });
  const old = cluster.leader();
  expect(cluster.call('member.remove', { node: old })).toMatchObject(ok);
  cluster.until('another leader', () => !['nobody', old].includes(cluster.leader()));
  const next = cluster.leader();
  cluster.settle(
    load,
    cluster.running().filter((node) => node !== old),
  );
  const term = cluster.state(next)?.currentTerm;
  cluster.pass(30_000);
  expect(cluster.leader()).toBe(next);
  expect(cluster.state(next)?.currentTerm).toBe(term);
  expect(cluster.state(old)?.role.kind).toBe('follower');
});

test('F-04 a server that was removed while it was cut off can neither win nor disturb when it is back', () => {
  const cluster = new VirtualTest({ nodes: 4 });
  const [gone = ''] = cluster.followers();
  cluster.call('network.isolate', { node: gone });
  expect(cluster.call('member.remove', { node: gone })).toMatchObject(ok);
  const leader = cluster.leader();
  const term = cluster.state(leader)?.currentTerm;
  cluster.pass(2000);
  cluster.call('network.heal', {});
  cluster.pass(10_000);
  const load = cluster.appenders({ clients: 2, appends: 50 });
  cluster.until('50 answers', () => load.isOver);
  expect(cluster.leader()).toBe(leader);
  expect(cluster.state(leader)?.currentTerm).toBe(term);
  expect(cluster.state(gone)?.role.kind).not.toBe('leader');
  const stages = cluster.events.flatMap((event) => (event.ev === 'lab.member' ? [event.member] : []));
  expect(stages.at(-1)).toMatchObject({ node: gone, stage: 'removed' });
  cluster.settle(
    load,
    cluster.running().filter((node) => node !== gone),
  );
});

test('F-07 a member again, an unknown one, the last voter: each is refused by name, and no entry is written', () => {
  const one = new VirtualTest({ nodes: 1 });
  const three = new VirtualTest();
  const length = (cluster: VirtualTest) => cluster.state(cluster.leader())?.log.entries.length;
  const before = [length(one), length(three)];
  expect(one.call('member.remove', { node: 'S1' })).toMatchObject(refused('changeRefused'));
  expect(three.call('member.add', { node: 'S2', as: 'voter' })).toMatchObject(refused('changeRefused'));
  expect(three.call('member.add', { node: 'S2', as: 'learner' })).toMatchObject(refused('changeRefused'));
  expect(three.call('member.remove', { node: 'S7' })).toMatchObject(refused('changeRefused'));
  expect(three.call('member.replace', { node: 'S1', by: 'S2' })).toMatchObject(refused('changeRefused'));
  expect(three.call('member.leaveJoint', {})).toMatchObject(refused('changeRefused'));
  expect([length(one), length(three)]).toEqual(before);
});

test('F-08 a new server has the whole log before it votes, and a dead one counts for no majority', () => {
  const cluster = new VirtualTest({ raft: { snapshotAfterEntries: null, maxEntriesPerMessage: 10, maxInFlight: 2 } });
  const load = cluster.appenders({ clients: 10, appends: 1000 });
  cluster.until('an answer to all', () => load.isOver, 30_000);
  const length = cluster.state(cluster.leader())?.commitIndex ?? 0;
  expect(length).toBeGreaterThan(1000);
  expect(cluster.call('member.add', { as: 'voter' })).toMatchObject(ok);
  const promotion = cluster.events.find((event) => event.ev === 'lab.member' && event.member.stage === 'promoted');
  const rounds = cluster.events.flatMap((event) => (event.ev === 'raft.catchUp' ? [event.catchUp] : []));
  expect(promotion).toBeDefined();
  expect(rounds.at(-1)).toMatchObject({ peer: 'S4', isDone: true });
  expect(rounds.at(-1)?.targetIndex).toBeGreaterThanOrEqual(length);

  const answer = cluster.begin('member.add', { as: 'voter' });
  cluster.until('S5 as a learner', () => cluster.state(cluster.leader())?.log.configuration.learners[0] === 'S5');
  cluster.call('node.crash', { node: 'S5' });
  const [dead = ''] = cluster.followers();
  cluster.call('node.crash', { node: dead });
  expect(cluster.submit('put x 1')).toMatchObject({ status: 'ok' });
  cluster.until('a refusal', () => answer() !== null, 200_000);
  expect(cluster.voters()).toEqual(['S1', 'S2', 'S3', 'S4']);
  cluster.beSound();
});

test('F-09 a dead server is replaced by a new one; when its old disk starts again, nobody listens to it', () => {
  const cluster = new VirtualTest();
  const [dead = ''] = cluster.followers();
  cluster.call('node.crash', { node: dead });
  const load = cluster.appenders({ clients: 2 });
  expect(cluster.call('member.replace', { node: dead })).toMatchObject({ ok: true, value: { node: 'S4' } });
  const leader = cluster.leader();
  const term = cluster.state(leader)?.currentTerm;
  cluster.call('node.restart', { node: dead });
  cluster.pass(5000);
  expect(cluster.state(cluster.leader())?.currentTerm).toBe(term);
  expect(cluster.leader()).toBe(leader);
  const voters = ['S1', 'S2', 'S3', 'S4'].filter((node) => node !== dead);
  expect(cluster.voters()).toEqual(voters);
  cluster.settle(load, voters);
});
