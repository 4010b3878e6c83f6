/** Turns one step into calls of the contract: names become servers, several servers become several calls. */
import type { LabMethod } from '../contract/lab-api.ts';
import type { ClusterView } from '../trace/view-types.ts';
import { type Cast, type Resolved, serverIds } from './cast.ts';
import type { Selector } from './language/names.ts';
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
    case 'link.set':
      return linkCalls(step, view, cast);
    case 'network.partition':
      return partitionCall(step.groups, view, cast);
    case 'network.heal':
    case 'clock.pace':
    case 'trace.note': {
      const { call, ...params } = step;
      return { ok: true, calls: [{ method: call, params, whom: '' }] };
    }
    default: {
      const nodes = cast.resolve(view, step.node);
      return nodes.ok ? some(nodes.nodes.map((node) => ({ method: step.call, params: { node }, whom: node }))) : nodes;
    }
  }
}

/** Every pair of the two sides; `others` on one side is every server that is not on the other. */
function linkCalls(step: Extract<CallStep, { from: Selector }>, view: ClusterView, cast: Cast): Calls {
  const { call, from, to, ...rule } = step;
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
