/** What a `check` step may ask of a cluster, and the judgement of a whole scenario. */
import * as v from 'valibot';
import type { Vector } from '../format.ts';
import { notationOf, numberOf, numbersOf, roleNotation, voterSetsOf } from '../server.ts';
import { differences, failed, passed, type Verdict } from '../verdict.ts';
import { HandCluster, type HandServer } from './hand-cluster.ts';
import { runStep } from './steps.ts';

const clusterCheck = v.objectWithRest(
  { leaders: v.optional(v.array(v.number())), logsEqual: v.optional(v.array(v.number())) },
  v.record(v.string(), v.unknown()),
);

export function judgeScenario(vector: Vector): Verdict {
  const cluster = new HandCluster(vector.cluster);
  for (const [at, step] of vector.steps.entries()) {
    const problems = runStep(cluster, step);
    if (problems.length > 0) return failed(`step ${at + 1} ${JSON.stringify(step)}: ${problems.join('; ')}`);
  }
  return passed;
}

export function checkCluster(cluster: HandCluster, expected: unknown): string[] {
  const { leaders, logsEqual, ...servers } = v.parse(clusterCheck, expected);
  return [
    ...(leaders === undefined ? [] : differences(leaders, leadersOf(cluster), 'leaders')),
    ...(logsEqual === undefined ? [] : checkEqualLogs(cluster, logsEqual)),
    ...Object.entries(servers).flatMap(([number, fields]) => checkServer(cluster, Number(number), fields)),
  ];
}

/** The servers that lead the highest term in which any server leads. */
function leadersOf(cluster: HandCluster): (number | null)[] {
  const leaders = [...cluster.servers.values()].filter(({ up, state }) => up && state.role.kind === 'leader');
  const highest = Math.max(0, ...leaders.map(({ state }) => state.currentTerm));
  return leaders.filter(({ state }) => state.currentTerm === highest).map(({ state }) => numberOf(state.id));
}

function checkEqualLogs(cluster: HandCluster, numbers: readonly number[]): string[] {
  const [first, ...others] = numbers.map((number) => cluster.server(number).state.log.entries);
  return others.flatMap((entries) => differences(first, entries, 'log'));
}

function checkServer(cluster: HandCluster, number: number, fields: Readonly<Record<string, unknown>>): string[] {
  const server = cluster.server(number);
  const { roleNot, roleIn, commitMin, ...exact } = fields;
  const kind = roleNotation(server.state.role.kind);
  const problems = differences(exact, observe(server), String(number));
  if (roleNot !== undefined && kind === roleNot) problems.push(`${number} is ${kind}`);
  if (roleIn !== undefined && !v.parse(v.array(v.string()), roleIn).includes(kind))
    problems.push(`${number} is ${kind}`);
  if (commitMin !== undefined && server.state.commitIndex < v.parse(v.number(), commitMin)) {
    problems.push(`${number} has commit ${server.state.commitIndex}`);
  }
  return problems;
}

function observe({ state, applied }: HandServer): Record<string, unknown> {
  const { configuration } = state.log;
  const commands = state.log.entries.flatMap(({ payload }) => (payload.kind === 'command' ? [payload.command] : []));
  return {
    role: roleNotation(state.role.kind),
    term: state.currentTerm,
    votedFor: numberOf(state.votedFor),
    leader: numberOf(state.leaderId),
    log: notationOf(state.log),
    commit: state.commitIndex,
    voters: voterSetsOf(configuration),
    learners: numbersOf(configuration.learners),
    commands,
    applied: applied.map(({ command }) => command),
    snapIndex: state.log.snapshotIndex,
  };
}
