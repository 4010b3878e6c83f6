/** Acceptance scenarios F-05, F-06 and F-10: no schedule of changes and crashes lets two majorities disagree (§6). */
import { describe, expect, test } from 'vitest';
import type { ConfigurationChange, MembershipOperation } from '../../core/raft/duties.ts';
import { isJoint, nextConfiguration, simpleConfiguration } from '../../core/raft/membership.ts';
import type { Configuration } from '../../core/raft/types.ts';
import { VirtualTest } from './virtual.ts';

const refusedWith = (message: string) => ({
  ok: false,
  error: { code: 'changeRefused', message: expect.stringContaining(message) },
});

test('F-05 a second change waits for the first, and a new leader for an entry of its own term', () => {
  const cluster = new VirtualTest();
  const old = cluster.leader();
  const [near = '', far = ''] = cluster.followers();
  for (const node of [near, far]) cluster.call('network.isolate', { node });
  const first = cluster.begin('member.remove', { node: far });
  expect(cluster.call('member.remove', { node: near })).toMatchObject(refusedWith('one change at a time'));
  expect(first()).toBeNull();
  cluster.call('network.heal', {});
  cluster.until('the first is committed', () => first() !== null);

  const next = new VirtualTest();
  next.call('node.crash', { node: next.leader() });
  while (next.leader() === 'nobody') next.virtual.clock.runNext();
  expect(next.call('member.remove', { node: old })).toMatchObject(refusedWith('own term'));
});

describe('F-06 a membership that is overwritten', () => {
  test.each([
    ['of the beginning', (_: VirtualTest) => {}],
    ['before it in the log', (cluster: VirtualTest) => cluster.call('member.add', { as: 'learner' })],
    [
      'in the snapshot',
      (cluster: VirtualTest) => {
        cluster.call('member.add', { as: 'learner' });
        cluster.converge();
        for (const node of cluster.running())
          expect(cluster.call('node.snapshot', { node })).toMatchObject({ ok: true });
      },
    ],
  ])('gives way to the one %s', (_, prepare) => {
    const cluster = new VirtualTest();
    prepare(cluster);
    cluster.converge();
    const old = cluster.leader();
    const before = cluster.state(old)?.log.configuration;
    cluster.call('network.isolate', { node: old });
    const answer = cluster.begin('member.remove', { node: cluster.followers()[0] ?? '' });
    cluster.until('the change in one log', () => cluster.state(old)?.log.configuration !== before, 100);
    expect(cluster.voters(old)).toHaveLength(2);
    cluster.until('another leader', () => !['nobody', old].includes(cluster.leader()));
    expect(cluster.submit('put x 1')).toMatchObject({ status: 'ok' });
    cluster.call('network.heal', {});
    cluster.converge();
    for (const node of cluster.running()) expect(cluster.state(node)?.log.configuration).toEqual(before);
    cluster.until('an answer', () => answer() !== null, 40_000);
    expect(answer()).toMatchObject({ ok: false });
    cluster.beSound();
  });
});

const servers = ['S1', 'S2', 'S3', 'S4'];

/** Every change of at most two servers, by one entry or through C-old,new. */
function changes(): ConfigurationChange[] {
  const single = servers.flatMap((id) => (['voter', 'learner', 'remove'] as const).map((op) => ({ op, id })));
  const operations: MembershipOperation[][] = single.flatMap((one) => [[one], ...single.map((two) => [one, two])]);
  return [
    { kind: 'leaveJoint' },
    ...operations.map((each) => ({ kind: 'simple', operations: each }) as const),
    ...operations.map((each) => ({ kind: 'joint', operations: each, autoLeave: true }) as const),
  ];
}

function subsets(ids: readonly string[]): string[][] {
  return Array.from({ length: 2 ** ids.length }, (_, mask) =>
    ids.filter((_, at) => Math.floor(mask / 2 ** at) % 2 === 1),
  );
}

function isQuorum(set: readonly string[], { voters, outgoing }: Configuration): boolean {
  const has = (ids: readonly string[]) =>
    ids.length === 0 || 2 * ids.filter((id) => set.includes(id)).length > ids.length;
  return has(voters) && has(outgoing);
}

test('F-10 of all memberships of four servers that follow each other, any two majorities share a server', () => {
  const all = subsets(servers);
  const quorumsOf = (configuration: Configuration) => all.filter((set) => isQuorum(set, configuration));
  const seen = new Map<string, Configuration>();
  const waiting = subsets(servers).flatMap((ids) => (ids.length === 0 ? [] : [simpleConfiguration(ids)]));
  let pairs = 0;
  for (let now = waiting.pop(); now !== undefined; now = waiting.pop()) {
    if (seen.has(JSON.stringify(now))) continue;
    seen.set(JSON.stringify(now), now);
    for (const change of changes()) {
      const next = nextConfiguration(now, change);
      if (!next.ok) continue;
      waiting.push(next.configuration);
      pairs += 1;
      const others = quorumsOf(next.configuration);
      const apart = quorumsOf(now).filter((one) => others.some((other) => !one.some((id) => other.includes(id))));
      expect({ now, change, apart }).toEqual({ now, change, apart: [] });
    }
  }
  expect([...seen.values()].some(isJoint)).toBe(true);
  expect(pairs).toBeGreaterThan(1000);
});

const steps = {
  add: (cluster: VirtualTest) => cluster.begin('member.add', { as: 'voter' }),
  removeFollower: (cluster: VirtualTest) => cluster.begin('member.remove', { node: followingVoter(cluster) }),
  removeLeader: (cluster: VirtualTest) => cluster.begin('member.remove', { node: cluster.leader() }),
  replace: (cluster: VirtualTest) => cluster.begin('member.replace', { node: followingVoter(cluster) }),
};

function followingVoter(cluster: VirtualTest): string {
  return cluster.voters()?.find((id) => id !== cluster.leader()) ?? 'S1';
}

const names = ['add', 'removeFollower', 'removeLeader', 'replace'] as const;
const schedules = names.flatMap((one) => names.map((two) => [one, two] as const));

test.each(schedules)('F-10 %s then %s, the leader crashing in either, both or none', (...changes) => {
  for (const crashing of [[], [0], [1], [0, 1]]) {
    const cluster = new VirtualTest();
    for (const [at, name] of changes.entries()) {
      const answer = steps[name](cluster);
      const leader = cluster.leader();
      cluster.pass(crashing.includes(at) ? 2 + 3 * crashing.length : 0);
      if (crashing.includes(at)) cluster.call('node.crash', { node: leader });
      cluster.until('an answer', () => answer() !== null, 200_000);
      if (crashing.includes(at)) cluster.call('node.restart', { node: leader });
      cluster.until('a leader', () => cluster.leader() !== 'nobody', 10_000);
    }
    expect(cluster.submit('put x 1')).toMatchObject({ status: 'ok' });
    expect(cluster.virtual.violations).toEqual([]);
  }
});
