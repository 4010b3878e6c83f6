/** Judges conditions over the folded view; the answer is what is wrong, in one sentence, or null when all holds. */
import { leaderOfHighestTerm } from '../../trace/queries.ts';
import type { ClusterView, NodeView } from '../../trace/view-types.ts';
import type { Cast } from '../cast.ts';
import type { Counts } from '../counts.ts';
import { type Bounds, missedBound } from '../language/bounds.ts';
import type { Condition } from '../language/condition.ts';
import type { Selector } from '../language/names.ts';
import { electionsProblem, sentProblem } from './counts.ts';
import { commandsProblem, logProblem, sameLogProblem } from './logs.ts';
import { membersProblem } from './membership.ts';
import { operationProblem } from './operation.ts';

export function judge(condition: Condition, view: ClusterView, cast: Cast, counts: Counts): string | null {
  const { leader, leaderOtherThan, oneLeaderPerTerm, sameTerm } = condition;
  const { sameLog, commands, log, members, elections, leaders, sent, role, status, operation } = condition;
  const each = (selector: Selector, problemOf: (nodes: readonly NodeView[]) => string | null) =>
    onNodes(view, cast, selector, problemOf);
  return (
    (leader && leaderProblem(leader, view, cast)) ??
    (leaderOtherThan && otherLeaderProblem(leaderOtherThan, view, cast)) ??
    (oneLeaderPerTerm && leadersProblem(view)) ??
    numbersProblem(condition, each) ??
    (sameTerm && each(sameTerm, sameTermProblem)) ??
    (sameLog && each(sameLog, sameLogProblem)) ??
    (commands && each(commands.nodes, (nodes) => commandsProblem(nodes, commands))) ??
    (log && each(log.nodes, (nodes) => logProblem(nodes, log))) ??
    (members && expectedMembersProblem(members, view, cast)) ??
    (elections && electionsProblem('elections', elections, counts)) ??
    (leaders && electionsProblem('leaders', leaders, counts)) ??
    (sent && sentProblem(sent, view, cast, counts)) ??
    (role && recordProblem(role, view, cast, (node) => node.state.role)) ??
    (status && recordProblem(status, view, cast, (node) => node.status)) ??
    (operation && operationProblem(operation, view)) ??
    null
  );
}

function onNodes(
  view: ClusterView,
  cast: Cast,
  selector: Selector,
  problemOf: (nodes: readonly NodeView[]) => string | null,
): string | null {
  const resolved = cast.resolve(view, selector);
  if (!resolved.ok) {
    return resolved.why;
  }
  const nodes = resolved.nodes.flatMap((id) => view.nodes.get(id) ?? []);
  return nodes.length === 0 ? 'no server is meant' : problemOf(nodes);
}

function one(name: string, view: ClusterView, cast: Cast): NodeView | string {
  const resolved = cast.resolve(view, name);
  if (!resolved.ok) {
    return resolved.why;
  }
  const node = view.nodes.get(resolved.nodes[0] ?? '');
  return node === undefined || resolved.nodes.length > 1 ? `${name} is not one server` : node;
}

function leaderProblem(expected: string, view: ClusterView, cast: Cast): string | null {
  const leader = leaderOfHighestTerm(view);
  if (expected === 'none') {
    return leader === null ? null : `${leader.id} leads in term ${leader.state.currentTerm}`;
  }
  if (leader === null) {
    return 'no server leads';
  }
  if (expected === 'any') {
    return null;
  }
  const node = one(expected, view, cast);
  if (typeof node === 'string') {
    return node;
  }
  return node === leader ? null : `${leader.id} leads in term ${leader.state.currentTerm}, not ${node.id}`;
}

function otherLeaderProblem(unwanted: Selector, view: ClusterView, cast: Cast): string | null {
  const resolved = cast.resolve(view, unwanted);
  if (!resolved.ok) {
    return resolved.why;
  }
  const leader = leaderOfHighestTerm(view);
  if (leader === null) {
    return 'no server leads';
  }
  return resolved.nodes.includes(leader.id) ? `${leader.id} still leads in the highest term` : null;
}

function leadersProblem(view: ClusterView): string | null {
  const leaders = new Map<number, string>();
  for (const { id, status, state } of view.nodes.values()) {
    if (state.role !== 'leader' || (status !== 'up' && status !== 'paused')) {
      continue;
    }
    const first = leaders.get(state.currentTerm);
    if (first !== undefined) {
      return `${first} and ${id} both lead in term ${state.currentTerm}`;
    }
    leaders.set(state.currentTerm, id);
  }
  return null;
}

type Each = (selector: Selector, problemOf: (nodes: readonly NodeView[]) => string | null) => string | null;

const numbers = {
  term: ['currentTerm', ({ state }: NodeView) => state.currentTerm],
  committed: ['commitIndex', ({ state }: NodeView) => state.commitIndex],
  applied: ['lastApplied', ({ state }: NodeView) => state.lastApplied],
  snapshot: ['last index in the snapshot', ({ snapshotIndex }: NodeView) => snapshotIndex],
  logLength: ['number of entries in the log', ({ log }: NodeView) => log.length],
} as const;

function numbersProblem(condition: Condition, each: Each): string | null {
  for (const field of ['term', 'committed', 'applied', 'snapshot', 'logLength'] as const) {
    const expected = condition[field];
    if (expected === undefined) continue;
    const [name, numberOf] = numbers[field];
    const problem = each(expected.nodes, (nodes) => boundsProblem(nodes, name, numberOf, expected));
    if (problem !== null) return problem;
  }
  return null;
}

function boundsProblem(
  nodes: readonly NodeView[],
  name: string,
  numberOf: (node: NodeView) => number,
  bounds: Bounds,
): string | null {
  for (const node of nodes) {
    const missed = missedBound(numberOf(node), bounds);
    if (missed !== null) {
      return `the ${name} of ${node.id} is ${missed}`;
    }
  }
  return null;
}

function expectedMembersProblem(
  { voters, learners, joint, committed, nodes }: NonNullable<Condition['members']>,
  view: ClusterView,
  cast: Cast,
): string | null {
  const expected: Record<'voters' | 'learners', readonly string[] | null> = { voters: null, learners: null };
  for (const [part, words] of Object.entries({ voters, learners })) {
    const resolved = words === undefined ? null : cast.resolve(view, words);
    if (resolved?.ok === false) return resolved.why;
    if (part === 'voters') expected.voters = resolved?.nodes ?? null;
    else expected.learners = resolved?.nodes ?? null;
  }
  return onNodes(view, cast, nodes, (found) => membersProblem(found, { ...expected, joint, committed }));
}

function sameTermProblem(nodes: readonly NodeView[]): string | null {
  const [first, ...others] = nodes;
  const other = others.find(({ state }) => state.currentTerm !== first?.state.currentTerm);
  return first === undefined || other === undefined
    ? null
    : `${first.id} is in term ${first.state.currentTerm}, ${other.id} in term ${other.state.currentTerm}`;
}

function recordProblem(
  expected: { readonly [name: string]: string | readonly string[] },
  view: ClusterView,
  cast: Cast,
  actual: (node: NodeView) => string,
): string | null {
  for (const [name, value] of Object.entries(expected)) {
    const node = one(name, view, cast);
    if (typeof node === 'string') {
      return node;
    }
    const allowed: readonly string[] = [value].flat();
    if (!allowed.includes(actual(node))) {
      return `${node.id} is ${actual(node)}, not ${allowed.join(' or ')}`;
    }
  }
  return null;
}
