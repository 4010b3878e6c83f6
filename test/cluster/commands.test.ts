/** What a cluster answers to its commands, in virtual time: refusals are values, faults are events. */
import { expect, test } from 'vitest';
import type { ClusterMethod } from '../../core/cluster/commands.ts';
import type { Params, Reply, Result } from '../../core/contract/lab-api.ts';
import { VirtualCluster } from '../../core/sim/virtual-cluster.ts';
import type { TraceEvent } from '../../core/trace/events.ts';

function given(nodes = 3) {
  const events: TraceEvent[] = [];
  const virtual = new VirtualCluster({
    nodes: Array.from({ length: nodes }, (_, at) => `S${at + 1}`),
    seed: 5,
    pace: 'real',
    by: 'user',
    onEvent: (event) => events.push(event),
  });
  const pass = (ms: number) => virtual.clock.runUntil(virtual.clock.now() + ms * 1000);
  virtual.start();
  pass(1000);
  const call = <Method extends ClusterMethod>(method: Method, params: Params<Method>) => {
    let answer: Reply<Result<Method>> | null = null;
    virtual.cluster.call(method, params, (reply) => {
      answer = reply;
    });
    pass(100);
    return answer;
  };
  return { events, call, pass, cluster: virtual.cluster };
}

test('a command for a node that does not exist, is down or is up already is refused by name', () => {
  const { call } = given();
  expect(call('node.crash', { node: 'S9' })).toMatchObject({ ok: false, error: { code: 'nodeUnknown' } });
  expect(call('node.restart', { node: 'S1' })).toMatchObject({ ok: false, error: { code: 'nodeUp' } });
  expect(call('node.crash', { node: 'S1' })).toEqual({ ok: true, value: null });
  expect(call('node.crash', { node: 'S1' })).toMatchObject({ ok: false, error: { code: 'nodeDown' } });
  expect(call('node.pause', { node: 'S1' })).toMatchObject({ ok: false, error: { code: 'nodeDown' } });
});

test('a partition cuts between the groups only; a node in no group talks to nobody; healing ends it', () => {
  const { call, cluster } = given(5);
  call('network.partition', {
    groups: [
      ['S1', 'S2'],
      ['S3', 'S4'],
    ],
  });
  const cut = (from: string, to: string) => cluster.links.rule(from, to).cut;
  expect([cut('S1', 'S2'), cut('S1', 'S3'), cut('S3', 'S1'), cut('S5', 'S1'), cut('S4', 'S5')]).toEqual([
    false,
    true,
    true,
    true,
    true,
  ]);
  call('network.partition', { groups: [['S1', 'S2', 'S3', 'S4', 'S5']] });
  expect(cluster.links.active()).toEqual([]);
});

test('a partition that names a node twice or not at all ours is refused and changes nothing', () => {
  const { call, cluster } = given();
  expect(call('network.partition', { groups: [['S1'], ['S1', 'S2']] })).toMatchObject({ ok: false });
  expect(call('network.partition', { groups: [['S1', 'S7']] })).toMatchObject({ error: { code: 'nodeUnknown' } });
  expect(cluster.links.active()).toEqual([]);
});

test('healing a cut link keeps its other faults; healing all ends all', () => {
  const { call, cluster } = given();
  const slow = { from: 'S1', to: 'S2', cut: false, delayMs: 20, jitterMs: 0, loss: 0.5, duplicate: 0, reorder: 0 };
  call('link.set', slow);
  call('link.cut', { from: 'S1', to: 'S2' });
  expect(cluster.links.rule('S1', 'S2')).toEqual({ ...slow, cut: true });
  call('link.heal', { from: 'S1', to: 'S2' });
  expect(cluster.links.rule('S1', 'S2')).toEqual(slow);
  call('network.heal', {});
  expect(cluster.links.active()).toEqual([]);
});

test('every fault and every call stands in the trace', () => {
  const { call, events } = given();
  call('network.isolate', { node: 'S1' });
  call('network.heal', {});
  const kinds = events.map(({ ev }) => ev).filter((ev) => ev === 'lab.call' || ev.startsWith('fault.'));
  expect(kinds).toEqual(['lab.call', 'fault.isolate', 'lab.call', 'fault.heal']);
  const isolated = events.find(({ ev }) => ev === 'fault.isolate');
  expect(isolated).toMatchObject({ fault: { target: 'S1', by: 'user', links: { length: 4 } } });
});

test('5.2 "time out now" makes a follower ask for votes in a new term', () => {
  const { call, cluster } = given();
  call('cluster.rules', { rules: { preVote: false, withholdVotes: false } });
  const follower = cluster.inspect().find(({ state }) => state?.role === 'follower');
  const before = follower?.state?.currentTerm ?? 0;
  call('node.timeout', { node: follower?.id ?? '' });
  expect(cluster.inspect().map(({ state }) => state?.currentTerm)).toEqual(Array(3).fill(before + 1));
});

test('a paused node says and hears nothing until it goes on', () => {
  const { call, pass, events } = given();
  call('node.pause', { node: 'S2' });
  const from = events.length;
  pass(1000);
  expect(events.slice(from).filter(({ node }) => node === 'S2')).toEqual([]);
  call('node.resume', { node: 'S2' });
  pass(1000);
  expect(events.slice(from).some(({ node, ev }) => node === 'S2' && ev === 'msg.recv')).toBe(true);
});

test('messages move by hand only in the step pace', () => {
  const { call } = given();
  expect(call('message.next', {})).toMatchObject({ ok: false, error: { code: 'notStepping' } });
  expect(call('message.drop', { id: 'S1.1.1' })).toMatchObject({ ok: false, error: { code: 'messageUnknown' } });
  call('clock.pace', { mode: 'step' });
  expect(call('message.next', {})).toEqual({ ok: true, value: { moved: true } });
});

test('stopping the cluster waits for a crash or restart that is under way', () => {
  const { cluster, pass } = given();
  const ended: string[] = [];
  cluster.call('node.crash', { node: 'S1' }, () => ended.push('crash'));
  cluster.stop(() => ended.push('stop'));
  pass(1000);
  expect(ended).toEqual(['crash', 'stop']);
  expect(cluster.inspect().map(({ status }) => status)).toEqual(['down', 'down', 'down']);
});

test('a node that is on its way up or down says so', () => {
  const { cluster, pass } = given();
  const codes: string[] = [];
  cluster.call('node.crash', { node: 'S1' }, () => {});
  cluster.call('node.restart', { node: 'S1' }, (reply) => codes.push(reply.ok ? 'ok' : reply.error.code));
  pass(1000);
  expect(codes).toEqual(['busy']);
});
