/** Acceptance scenarios G-08, G-16 and G-17: many clients under faults; a bank whose total stays, a set that loses nothing. */
import { expect, test } from 'vitest';
import { Dice } from '../../core/sim/dice.ts';
import { VirtualTest } from './virtual.ts';

interface Preset {
  readonly clients: number;
  readonly nodes: number;
  readonly bad?: boolean;
  readonly restarts?: boolean;
  readonly cuts?: boolean;
  readonly snapshots?: boolean;
}

/** The combinations of the MIT key-value tests, by name. */
const presets: readonly [string, Preset][] = [
  ['one client', { clients: 1, nodes: 5 }],
  ['many clients', { clients: 5, nodes: 5 }],
  ['a bad network', { clients: 5, nodes: 5, bad: true }],
  ['partitions', { clients: 5, nodes: 5, cuts: true }],
  ['restarts', { clients: 5, nodes: 5, restarts: true }],
  ['restarts in a bad network', { clients: 5, nodes: 5, bad: true, restarts: true }],
  ['restarts and partitions', { clients: 5, nodes: 5, restarts: true, cuts: true }],
  ['everything, seven servers', { clients: 15, nodes: 7, bad: true, restarts: true, cuts: true }],
  ['snapshots', { clients: 5, nodes: 5, snapshots: true, restarts: true }],
  ['snapshots in a bad network', { clients: 5, nodes: 5, snapshots: true, bad: true }],
  ['snapshots and everything', { clients: 20, nodes: 7, snapshots: true, bad: true, restarts: true, cuts: true }],
];

function randomGroups(dice: Dice, nodes: readonly string[]): string[][] {
  const shuffled = dice.shuffle(nodes);
  const border = dice.whole(1, nodes.length - 1);
  return [shuffled.slice(0, border), shuffled.slice(border)];
}

test.each(presets)('G-08 %s', (name, { clients, nodes, bad, restarts, cuts, snapshots }) => {
  const dice = new Dice(3, name);
  const cluster = new VirtualTest({ nodes, raft: { snapshotAfterEntries: snapshots === true ? 20 : null } });
  const all = cluster.running();
  const load = cluster.appenders({ clients });
  for (let round = 0; round < 3; round++) {
    if (bad === true) cluster.spoilLinks();
    cluster.pass(100);
    if (cuts === true) {
      cluster.call('network.partition', { groups: randomGroups(dice, all) });
      cluster.pass(dice.whole(200, 500));
      cluster.call('network.heal', {});
    }
    if (restarts === true) {
      for (const node of all) cluster.call('node.crash', { node });
      for (const node of all) cluster.call('node.restart', { node });
    }
    cluster.until('a leader', () => cluster.leader() !== 'nobody', 20_000);
  }
  cluster.call('network.heal', {});
  const goal = load.answered + 20;
  cluster.until('20 more answers', () => load.answered >= goal, 20_000);
  cluster.settle(load, all);
});

test('G-16 ten accounts in one value: transfers by compare-and-set, and the total is the same in every read', () => {
  const cluster = new VirtualTest({ nodes: 5 });
  const dice = new Dice(5, 'bank');
  const parse = (value: unknown): number[] => String(value).split('-').map(Number);
  cluster.submit(`put bank ${Array(10).fill('100').join('-')}`);
  let transfers = 0;
  for (let turn = 0; turn < 60; turn++) {
    if (turn % 15 === 5) cluster.call('node.crash', { node: cluster.leader() });
    if (turn % 15 === 10) for (const node of ['S1', 'S2', 'S3', 'S4', 'S5']) cluster.call('node.restart', { node });
    const values = [1, 2, 3].map((client) => String(cluster.get('bank', `c${client}`)));
    const answers = values.map((value, at) => {
      const accounts = parse(value);
      expect(accounts.reduce((sum, each) => sum + each, 0)).toBe(1000);
      const [from, to, amount] = [dice.whole(0, 9), dice.whole(0, 9), dice.whole(1, 20)];
      const next = accounts.with(from, (accounts[from] ?? 0) - amount);
      const after = next.with(to, (next[to] ?? 0) + amount);
      return cluster.begin('client.submit', {
        client: `c${at + 1}`,
        operation: `cas bank ${value} ${after.join('-')}`,
      });
    });
    cluster.until('three answers', () => answers.every((answer) => answer() !== null), 20_000);
    for (const answer of answers) {
      const reply = answer();
      if (reply?.ok === true && reply.value.result?.includes('"swapped":true')) transfers += 1;
    }
  }
  expect(transfers).toBeGreaterThanOrEqual(50);
  expect(parse(cluster.get('bank')).reduce((sum, each) => sum + each, 0)).toBe(1000);
});

test('G-17 numbers added to a set, leaders dying on the way: no answered one is lost, none came from nowhere or twice', () => {
  const cluster = new VirtualTest({ nodes: 5, raft: { snapshotAfterEntries: 50 } });
  const sure = new Set<string>();
  const open = new Set<string>();
  let next = 0;
  const add = (client: string) => {
    if (next >= 400) return;
    next += 1;
    const number = String(next);
    open.add(number);
    cluster.virtual.cluster.call('client.submit', { client, operation: `append set ${number},` }, (reply) => {
      if (reply.ok && reply.value.status === 'ok') sure.add(number);
      if (reply.ok && reply.value.status === 'refused') open.delete(number);
      add(client);
    });
  };
  for (let client = 1; client <= 5; client++) add(`c${client}`);
  for (let round = 0; round < 4; round++) {
    cluster.pass(150);
    const leader = cluster.leader();
    cluster.call('node.crash', { node: leader });
    cluster.pass(600);
    cluster.call('node.restart', { node: leader });
  }
  cluster.until('all were asked', () => next >= 400, 60_000);
  cluster.pass(12_000);
  const found = String(cluster.get('set')).split(',').filter(Boolean);
  expect(new Set(found).size).toBe(found.length);
  expect(found.filter((number) => !open.has(number))).toEqual([]);
  expect([...sure].filter((number) => !found.includes(number))).toEqual([]);
  expect(sure.size).toBeGreaterThan(300);
});
