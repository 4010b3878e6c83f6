/** Judges conditions over the folded view; the answer is what is wrong, in one sentence, or null when all holds. */
import { leaderOfHighestTerm } from '../../trace/queries.ts';
import type { ClusterView, NodeView } from '../../trace/view-types.ts';
import type { Cast } from '../cast.ts';
import { type Bounds, missedBound } from '../language/bounds.ts';
import type { Condition } from '../language/condition.ts';
import type { Selector } from '../language/names.ts';
import { commandsProblem, logProblem, sameLogProblem } from './logs.ts';
import { operationProblem } from './operation.ts';

export function judge(condition: Condition, view: ClusterView, cast: Cast): string | null {
  const { leader, leaderOtherThan, oneLeaderPerTerm, term, sameTerm, committed } = condition;
  const { sameLog, commands, log, role, status, operation } = condition;
  const each = (selector: Selector, problemOf: (nodes: readonly NodeView[]) => string | null) =>
    onNodes(view, cast, selector, problemOf);
  return (
    (leader && leaderProblem(leader, view, cast)) ??
    (leaderOtherThan && otherLeaderProblem(leaderOtherThan, view, cast)) ??
    (oneLeaderPerTerm && leadersProblem(view)) ??
    (term && each(term.nodes, (nodes) => boundsProblem(nodes, 'currentTerm', term))) ??
    (sameTerm && each(sameTerm, sameTermProblem)) ??
    (committed && each(committed.nodes, (nodes) => boundsProblem(nodes, 'commitIndex', committed))) ??
    (sameLog && each(sameLog, sameLogProblem)) ??
    (commands && each(commands.nodes, (nodes) => commandsProblem(nodes, commands.are))) ??
    (log && each(log.nodes, (nodes) => logProblem(nodes, log))) ??
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

function otherLeaderProblem(unwanted: string, view: ClusterView, cast: Cast): string | null {
  const node = one(unwanted, view, cast);
  if (typeof node === 'string') {
    return node;
  }
  const leader = leaderOfHighestTerm(view);
  if (leader === null) {
    return 'no server leads';
  }
  return leader === node ? `${leader.id} still leads in the highest term` : null;
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

function boundsProblem(
  nodes: readonly NodeView[],
  field: 'currentTerm' | 'commitIndex',
  bounds: Bounds,
): string | null {
  for (const { id, state } of nodes) {
    const missed = missedBound(state[field], bounds);
    if (missed !== null) {
      return `the ${field} of ${id} is ${missed}`;
    }
  }
  return null;
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
