/** The verbs of a scenario's steps. */
import * as v from 'valibot';
import type { Input, Output } from '../../../core/raft/duties.ts';
import { changeNotation, changeOf } from '../changes.ts';
import { messageOf } from '../messages.ts';
import { nameOf } from '../server.ts';
import { checkCluster } from './check.ts';
import type { HandCluster } from './hand-cluster.ts';
import { filterOf } from './network.ts';

const server = v.number();
const servers = v.array(server);
const proposal = v.strictObject({ node: server, cmd: v.string() });
const membershipChange = v.strictObject({ node: server, ...changeNotation });
const handOver = v.strictObject({ from: server, to: server });
const compaction = v.strictObject({ node: server, index: v.number() });

type Verb = (cluster: HandCluster, argument: unknown) => void;

const verbs: Readonly<Record<string, Verb>> = {
  timeout: (cluster, argument) =>
    ifUp(cluster, argument, (one) => cluster.happen(one, { kind: 'timeout', timer: 'election', why: 'elapsed' })),
  heartbeat: (cluster, argument) => ifUp(cluster, argument, (one) => cluster.heartbeat(one)),
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
  quiet: (cluster, argument) => {
    for (const number of v.parse(servers, argument)) cluster.passElectionTimeout(cluster.server(number));
  },
  quorumCheck: (cluster, argument) =>
    ifUp(cluster, argument, (one) => {
      cluster.passElectionTimeout(one);
      cluster.happen(one, { kind: 'timeout', timer: 'quorum', why: 'elapsed' });
    }),
  transferTimeout: (cluster, argument) =>
    ifUp(cluster, argument, (one) => cluster.happen(one, { kind: 'timeout', timer: 'transfer', why: 'elapsed' })),
  compact: (cluster, argument) => {
    const { node, index } = v.parse(compaction, argument);
    cluster.compact(cluster.server(node), index);
  },
};

/** The verbs that are answered; a step may say with `accepted` what the answer must be. */
const requests: Readonly<Record<string, (cluster: HandCluster, argument: unknown) => boolean>> = {
  propose: (cluster, argument) => {
    const { node, cmd: command } = v.parse(proposal, argument);
    const output = ask(cluster, node, { kind: 'propose', proposals: [{ proposalId: 1, command }] });
    return output?.answers[0]?.accepted === true;
  },
  change: (cluster, argument) => {
    const { node, ...wanted } = v.parse(membershipChange, argument);
    return accepts(ask(cluster, node, { kind: 'change', requestId: 1, change: changeOf(wanted) }));
  },
  transfer: (cluster, argument) => {
    const { from, to } = v.parse(handOver, argument);
    return accepts(ask(cluster, from, { kind: 'transfer', requestId: 1, target: nameOf(to) }));
  },
};

/** Runs one step; returns what it found wrong. Throws for a step that the notation does not know. */
export function runStep(cluster: HandCluster, step: Readonly<Record<string, unknown>>): string[] {
  if ('check' in step) return checkCluster(cluster, step['check']);
  const { accepted: expected, ...rest } = step;
  return Object.entries(rest).flatMap(([name, argument]) => {
    const request = requests[name];
    if (request === undefined) return run(cluster, name, argument);
    const accepted = request(cluster, argument);
    return expected === undefined || expected === accepted ? [] : [`${name}: accepted is ${accepted}`];
  });
}

function run(cluster: HandCluster, name: string, argument: unknown): string[] {
  const verb = verbs[name];
  if (verb === undefined) throw new Error(`no step is called ${name}`);
  verb(cluster, argument);
  return [];
}

/** A server that is down takes nothing. */
function ask(cluster: HandCluster, node: number, input: Input): Output | null {
  const one = cluster.server(node);
  return one.up ? cluster.happen(one, input) : null;
}

function accepts(output: Output | null): boolean {
  return output?.requests[0]?.accepted === true;
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
