/** Turns one step into calls of the contract: names become servers, several servers become several calls. */
import type { LabMethod } from '../contract/lab-api.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { type Cast, type Resolved, serverIds } from './cast.ts';
import { type Selector, serverNumber } from './language/names.ts';
import type { CallStep } from './language/steps.ts';

interface Call {
  readonly method: LabMethod;
  readonly params: object;
  /** Whom the call concerns: `S1`, `S1>S2`, `S1 S2 | S3`; empty when it concerns nobody in particular. */
  readonly whom: string;
}

export type Calls =
  | { readonly ok: true; readonly calls: readonly Call[] }
  | { readonly ok: false; readonly why: string };

export function callsOf(step: CallStep, view: ClusterView, cast: Cast): Calls {
  switch (step.call) {
    case 'link.cut':
    case 'link.heal':
      return linkCalls(step, {}, view, cast);
    case 'link.set': {
      const { cut, delayMs, jitterMs, loss, duplicate, reorder } = step;
      return linkCalls(step, { cut, delayMs, jitterMs, loss, duplicate, reorder }, view, cast);
    }
    case 'network.partition':
      return partitionCall(step.groups, view, cast);
    case 'member.add':
      return one(step.call, { ...(step.node === undefined ? {} : { node: step.node }), as: step.as }, step.node);
    case 'member.replace':
      return replaceCall(step, view, cast);
    case 'member.change':
      return changeCall(step, view, cast);
    case 'leader.transfer':
      return onEach(step.to, view, cast, (to) => ({ method: step.call, params: { to }, whom: to }));
    case 'cluster.rules':
      return one(step.call, { rules: step.rules });
    case 'clock.pace':
      return one(step.call, { mode: step.mode });
    case 'trace.note':
      return one(step.call, { text: step.text });
    case 'network.heal':
    case 'member.leaveJoint':
      return one(step.call, {});
    default:
      return onEach(step.node, view, cast, (node) => ({ method: step.call, params: { node }, whom: node }));
  }
}

function one(method: LabMethod, params: object, whom = ''): Calls {
  return { ok: true, calls: [{ method, params, whom }] };
}

function onEach(selector: Selector, view: ClusterView, cast: Cast, callOn: (node: string) => Call): Calls {
  const resolved = cast.resolve(view, selector);
  return resolved.ok ? some(resolved.nodes.map(callOn)) : resolved;
}

function replaceCall(step: Extract<CallStep, { call: 'member.replace' }>, view: ClusterView, cast: Cast): Calls {
  const by = step.by === undefined ? {} : { by: step.by };
  return onEach(step.node, view, cast, (node) => ({ method: step.call, params: { node, ...by }, whom: node }));
}

function changeCall(step: Extract<CallStep, { call: 'member.change' }>, view: ClusterView, cast: Cast): Calls {
  const voters = membersNamed(step.voters, view, cast);
  const learners = membersNamed(step.learners ?? [], view, cast);
  if (!voters.ok) return voters;
  if (!learners.ok) return learners;
  const params = { voters: voters.nodes, learners: learners.nodes, leave: step.leave };
  return one(step.call, params, voters.nodes.join(' '));
}

/** Servers that are not there yet are named S4 … S99. */
function membersNamed(selector: Selector, view: ClusterView, cast: Cast): Resolved {
  const nodes = new Set<string>();
  for (const word of [selector].flat()) {
    const resolved: Resolved = serverNumber(word) === null ? cast.resolve(view, word) : { ok: true, nodes: [word] };
    if (!resolved.ok) return resolved;
    for (const node of resolved.nodes) nodes.add(node);
  }
  return { ok: true, nodes: [...nodes] };
}

/** Every pair of the two sides; `others` on one side is every server that is not on the other. */
function linkCalls(
  { call, from, to }: Extract<CallStep, { from: Selector }>,
  rule: object,
  view: ClusterView,
  cast: Cast,
): Calls {
  const others = (side: Resolved) => serverIds(view).filter((id) => !(side.ok && side.nodes.includes(id)));
  const senders = cast.resolve(view, from, others(cast.resolve(view, to)));
  const receivers = cast.resolve(view, to, others(cast.resolve(view, from)));
  if (!senders.ok) {
    return senders;
  }
  if (!receivers.ok) {
    return receivers;
  }
  const pairs = senders.nodes.flatMap((sender) => receivers.nodes.map((receiver) => ({ from: sender, to: receiver })));
  const links = pairs.filter((pair) => pair.from !== pair.to);
  return some(links.map((pair) => ({ method: call, params: { ...pair, ...rule }, whom: `${pair.from}>${pair.to}` })));
}

/** `others` is every server that no group names. */
function partitionCall(selectors: readonly Selector[], view: ClusterView, cast: Cast): Calls {
  const named = new Set<string>();
  for (const selector of selectors) {
    const resolved = cast.resolve(view, selector);
    if (!resolved.ok) {
      return resolved;
    }
    for (const node of resolved.nodes) {
      named.add(node);
    }
  }
  const rest = serverIds(view).filter((id) => !named.has(id));
  const groups = selectors.map((selector) => {
    const resolved = cast.resolve(view, selector, rest);
    return resolved.ok ? resolved.nodes : [];
  });
  const whom = groups.map((group) => group.join(' ')).join(' | ');
  return some([{ method: 'network.partition', params: { groups }, whom }]);
}

function some(calls: readonly Call[]): Calls {
  return calls.length === 0 ? { ok: false, why: 'the step means no server' } : { ok: true, calls };
}
