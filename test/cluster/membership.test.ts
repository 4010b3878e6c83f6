/** Membership changes and hand-overs through the contract's commands, in virtual time (§6, thesis 3.10 and chapter 4). */
import { expect, test } from 'vitest';
import type { ClusterMethod } from '../../core/cluster/commands.ts';
import type { Params, Reply, Result } from '../../core/contract/lab-api.ts';
import { VirtualCluster } from '../../core/sim/virtual-cluster.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import { differencesFromTruth } from '../../core/trace/truth.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';

function given(nodes = 3) {
  const events: TraceEvent[] = [];
  const view = createView();
  const virtual = new VirtualCluster({
    nodes: Array.from({ length: nodes }, (_, at) => `S${at + 1}`),
    seed: 5,
    pace: 'real',
    by: 'user',
    onEvent: (event) => {
      events.push(event);
      applyEvent(view, event);
    },
  });
  const { clock, cluster } = virtual;
  const pass = (ms: number) => clock.runUntil(clock.now() + ms * 1000);
  virtual.start();
  pass(1000);
  /** The answer, once there is one. */
  const call = <Method extends ClusterMethod>(method: Method, params: Params<Method>): Reply<Result<Method>> => {
    const answers: Reply<Result<Method>>[] = [];
    cluster.call(method, params, (reply) => answers.push(reply));
    for (let waited = 0; answers.length === 0 && waited < 200_000; waited += 50) pass(50);
    const [answer] = answers;
    if (answer === undefined) throw new Error(`${method} was never answered.`);
    return answer;
  };
  const leader = () => cluster.leadership.leader()?.id ?? 'nobody';
  const voters = (node: string) => cluster.members.get(node)?.node?.state.log.configuration.voters;
  const lies = () =>
    cluster.inspect().flatMap((truth) => {
      const seen = view.nodes.get(truth.id);
      return seen === undefined ? [`${truth.id} is not in the view`] : differencesFromTruth(seen, truth);
    });
  return { events, call, pass, cluster, leader, voters, lies, violations: virtual.violations };
}

const ok = { ok: true };
const refused = (code: string) => ({ ok: false, error: { code } });

test('6 a server that is added catches up as a learner, then votes; all servers agree', () => {
  const { call, pass, voters, lies, violations } = given();
  call('client.submit', { client: 'c1', operation: 'put x 7' });
  expect(call('member.add', { as: 'voter' })).toMatchObject({ ok: true, value: { node: 'S4' } });
  pass(500);
  expect(['S1', 'S2', 'S3', 'S4'].map(voters)).toEqual(Array(4).fill(['S1', 'S2', 'S3', 'S4']));
  expect(lies()).toEqual([]);
  expect(violations).toEqual([]);
});

test('6 three servers become five and three again, one of them the leader', () => {
  const { call, pass, voters, leader, lies } = given();
  expect(call('member.add', { as: 'voter' })).toMatchObject(ok);
  expect(call('member.add', { as: 'voter' })).toMatchObject(ok);
  const old = leader();
  expect(call('member.remove', { node: old })).toMatchObject(ok);
  pass(1000);
  expect(leader()).not.toBe(old);
  const other = leader() === 'S4' ? 'S5' : 'S4';
  expect(call('member.remove', { node: other })).toMatchObject(ok);
  pass(500);
  expect(voters(leader())).toHaveLength(3);
  expect(call('client.submit', { client: 'c1', operation: 'put x 7' })).toMatchObject({ value: { status: 'ok' } });
  expect(lies()).toEqual([]);
});

test('6 a dead server is replaced in one joint change, which leaves C-old,new by itself', () => {
  const { call, events, leader, voters, pass } = given();
  const dead = leader() === 'S1' ? 'S2' : 'S1';
  call('node.crash', { node: dead });
  expect(call('member.replace', { node: dead })).toMatchObject({ ok: true, value: { node: 'S4' } });
  pass(500);
  expect(voters(leader())).toEqual(['S1', 'S2', 'S3', 'S4'].filter((node) => node !== dead));
  expect(
    events.some((event) => event.ev === 'raft.configuration' && event.configuration.inForce.outgoing.length > 0),
  ).toBe(true);
});

test('6 C-old,new stays in force until it is left, when that is to be done by hand', () => {
  const { call, cluster, leader } = given(4);
  const now = () => cluster.members.get(leader())?.node?.state.log.configuration;
  const staying = ['S1', 'S2', 'S3'];
  expect(call('member.change', { voters: staying, learners: ['S4'], leave: 'byHand' })).toMatchObject(ok);
  expect(now()).toMatchObject({ voters: staying, outgoing: ['S1', 'S2', 'S3', 'S4'], learnersNext: ['S4'] });
  expect(call('member.remove', { node: 'S4' })).toMatchObject(refused('changeRefused'));
  expect(call('member.leaveJoint', {})).toMatchObject(ok);
  expect(now()).toMatchObject({ voters: staying, outgoing: [], learners: ['S4'] });
});

test('6 a change that is none, or goes too far, is refused by name, and the log is as before', () => {
  const { call, cluster, leader } = given(1);
  const length = () => cluster.members.get(leader())?.node?.state.log.entries.length;
  const before = length();
  expect(call('member.remove', { node: 'S1' })).toMatchObject(refused('changeRefused'));
  expect(call('member.remove', { node: 'S7' })).toMatchObject(refused('changeRefused'));
  expect(call('member.add', { node: 'S1', as: 'voter' })).toMatchObject(refused('changeRefused'));
  expect(call('member.leaveJoint', {})).toMatchObject(refused('changeRefused'));
  expect(length()).toBe(before);
});

test('3.10 the lead goes where it is asked to, and a refusal says why', () => {
  const { call, leader } = given();
  const old = leader();
  const next = old === 'S1' ? 'S2' : 'S1';
  expect(call('leader.transfer', { to: old })).toMatchObject(refused('transferRefused'));
  expect(call('leader.transfer', { to: next })).toMatchObject(ok);
  expect(leader()).toBe(next);
  expect(call('leader.transfer', { to: 'S9' })).toMatchObject(refused('nodeUnknown'));
});

test('3.10 a hand-over to a server that cannot answer is given up, and the leader serves on', () => {
  const { call, leader } = given();
  const old = leader();
  const next = old === 'S1' ? 'S2' : 'S1';
  call('network.isolate', { node: next });
  expect(call('leader.transfer', { to: next })).toMatchObject(refused('transferRefused'));
  expect(call('client.submit', { client: 'c1', operation: 'put x 1' })).toMatchObject({ value: { status: 'ok' } });
  expect(leader()).toBe(old);
});

test('7 a snapshot by hand compacts the log; a server that was away gets it, and the fold of the trace agrees', () => {
  const { call, pass, leader, cluster, lies, violations } = given();
  const away = leader() === 'S1' ? 'S2' : 'S1';
  call('node.crash', { node: away });
  for (let at = 0; at < 20; at++) call('client.submit', { client: 'c1', operation: `append x ${at % 10}` });
  expect(call('node.snapshot', { node: leader() })).toMatchObject({ ok: true });
  expect(call('node.snapshot', { node: leader() })).toMatchObject(refused('nothingToCompact'));
  call('node.restart', { node: away });
  pass(2000);
  const state = cluster.members.get(away)?.node?.state;
  expect(state?.log.snapshotIndex).toBeGreaterThan(15);
  expect(cluster.inspect().map(({ pairs }) => pairs)).toEqual(Array(3).fill([['x', '01234567890123456789']]));
  expect(lies()).toEqual([]);
  expect(violations).toEqual([]);
});

test('9.6 rules are switched on every server while it runs', () => {
  const { call, pass, cluster, events } = given();
  call('cluster.rules', { rules: { preVote: false, snapshotAfterEntries: 5 } });
  pass(100);
  const options = [...cluster.members.values()].map(({ node }) => node?.state.options);
  expect(options.map((each) => [each?.preVote, each?.snapshotAfterEntries])).toEqual(Array(3).fill([false, 5]));
  expect(events.find(({ ev }) => ev === 'lab.rules')).toMatchObject({ rules: { preVote: false, checkQuorum: true } });
});
