/** The verbs of a scenario's steps. */
import * as v from 'valibot';
import { messageOf } from '../messages.ts';
import { nameOf } from '../server.ts';
import { checkCluster } from './check.ts';
import type { HandCluster } from './hand-cluster.ts';
import { filterOf } from './network.ts';

const server = v.number();
const servers = v.array(server);
const proposal = v.strictObject({ node: server, cmd: v.string() });

type Verb = (cluster: HandCluster, argument: unknown) => void;

const verbs: Readonly<Record<string, Verb>> = {
  timeout: (cluster, argument) =>
    ifUp(cluster, argument, (one) => cluster.happen(one, { kind: 'timeout', timer: 'election', why: 'elapsed' })),
  heartbeat: (cluster, argument) =>
    ifUp(cluster, argument, (one) => cluster.happen(one, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' })),
  settle: (cluster) => cluster.settle(),
  sync: (cluster) => {
    cluster.settle();
    for (let round = 0; round < 3; round++) {
      cluster.heartbeats();
      cluster.settle();
    }
  },
  isolate: (cluster, argument) => separate(cluster, (id) => v.parse(servers, argument).map(nameOf).includes(id)),
  cut: (cluster, argument) => {
    for (const [one, other] of v.parse(v.array(v.tuple([server, server])), argument)) {
      cluster.network.cut(nameOf(one), nameOf(other));
    }
  },
  partition: (cluster, argument) => {
    const groups = v.parse(v.array(servers), argument).map((group) => group.map(nameOf));
    cutBetween(cluster, (one, other) => !groups.some((group) => group.includes(one) && group.includes(other)));
  },
  heal: (cluster) => cluster.network.heal(),
  block: (cluster, argument) => cluster.network.block(v.parse(v.array(v.string()), argument)),
  unblock: (cluster) => cluster.network.unblock(),
  hold: (cluster, argument) => cluster.network.hold(filterOf(argument)),
  release: (cluster) => cluster.network.release(),
  duplicate: (cluster, argument) => cluster.network.duplicate(filterOf(argument)),
  drop: (cluster, argument) => cluster.network.drop(filterOf(argument)),
  deliver: (cluster, argument) => {
    if (!cluster.deliver(filterOf(argument))) throw new Error(`no message in flight is ${JSON.stringify(argument)}`);
  },
  inject: (cluster, argument) => {
    const message = messageOf(argument);
    const receiver = cluster.servers.get(message.to);
    if (receiver?.up) cluster.happen(receiver, { kind: 'receive', message });
  },
  crash: (cluster, argument) => cluster.crash(cluster.server(v.parse(server, argument))),
  restart: (cluster, argument) => cluster.restart(cluster.server(v.parse(server, argument))),
  /** Only sticky voters remember when they last heard a leader. */
  quiet: () => {},
};

/** Runs one step; returns what it found wrong. Throws for a step that the notation does not know. */
export function runStep(cluster: HandCluster, step: Readonly<Record<string, unknown>>): string[] {
  if ('propose' in step) return propose(cluster, step);
  if ('check' in step) return checkCluster(cluster, step['check']);
  for (const [name, argument] of Object.entries(step)) {
    const verb = verbs[name];
    if (verb === undefined) throw new Error(`no step is called ${name}`);
    verb(cluster, argument);
  }
  return [];
}

function propose(cluster: HandCluster, step: Readonly<Record<string, unknown>>): string[] {
  const { node, cmd: command } = v.parse(proposal, step['propose']);
  const one = cluster.server(node);
  const proposals = [{ proposalId: 1, command }];
  const accepted = one.up && cluster.happen(one, { kind: 'propose', proposals }).answers[0]?.accepted === true;
  const expected = v.parse(v.optional(v.boolean()), step['accepted']);
  return expected === undefined || expected === accepted ? [] : [`${command}: accepted is ${accepted}`];
}

function ifUp(cluster: HandCluster, argument: unknown, act: (one: ReturnType<HandCluster['server']>) => unknown): void {
  const one = cluster.server(v.parse(server, argument));
  if (one.up) act(one);
}

/** Isolated servers reach nobody, not even each other. */
function separate(cluster: HandCluster, isIsolated: (id: string) => boolean): void {
  cutBetween(cluster, (one, other) => isIsolated(one) || isIsolated(other));
}

function cutBetween(cluster: HandCluster, apart: (one: string, other: string) => boolean): void {
  const ids = [...cluster.servers.keys()];
  for (const one of ids)
    for (const other of ids) if (one !== other && apart(one, other)) cluster.network.cut(one, other);
}
