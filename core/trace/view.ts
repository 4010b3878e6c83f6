/**
 * The fold: events → the cluster at one moment. Every panel, verdict and test that speaks of "the state at t" uses it.
 * Entries, messages, operations and progress are replaced and never changed, so that a clone may share them.
 */
import type { EventOf, NodeStateRecord, TraceEvent } from './events.ts';
import { firstState } from './first-state.ts';
import { foldFault } from './fold/faults.ts';
import { configurationView } from './fold/log.ts';
import { foldMember, rulesOf } from './fold/membership.ts';
import { foldMessage } from './fold/messages.ts';
import { foldNodeEvent } from './fold/nodes.ts';
import { foldOperation } from './fold/operations.ts';
import type { ClusterView, ConfigurationView, NodeView } from './view-types.ts';

/** The cluster before its first event. */
export function createView(): ClusterView {
  return {
    header: null,
    seq: 0,
    t: 0,
    nodes: new Map(),
    rules: null,
    links: new Map(),
    partition: [],
    partitionSince: null,
    pace: { mode: 'real', rate: 1, clock: 0, holdMs: 0 },
    paceSince: 0,
    messages: new Map(),
    dropped: [],
    operations: new Map(),
    violations: [],
  };
}

/** A view that later events of the original do not change: a keyframe. */
export function cloneView(view: ClusterView): ClusterView {
  return {
    ...view,
    nodes: new Map(Array.from(view.nodes, ([id, node]) => [id, cloneNode(node)])),
    links: new Map(view.links),
    messages: new Map(view.messages),
    dropped: view.dropped.slice(),
    operations: new Map(Array.from(view.operations, ([client, operations]) => [client, operations.slice()])),
    violations: view.violations.slice(),
  };
}

function cloneNode(node: NodeView): NodeView {
  return { ...node, log: node.log.slice(), votes: new Map(node.votes), progress: new Map(node.progress) };
}

/** Folds one event in, in place. Kinds it does not know, written by a newer minor version, only move the time on. */
export function applyEvent(view: ClusterView, event: TraceEvent): void {
  view.seq = event.seq;
  view.t = event.t;
  if ('state' in event && event.state !== undefined) {
    foldNodeEvent(nodeOf(view, event.node, event.state), event, event.state);
  }
  switch (event.ev) {
    case 'trace.header':
      return openTrace(view, event);
    case 'lab.pace':
      view.pace = event.pace;
      view.paceSince = event.t;
      return;
    case 'lab.rules':
      view.rules = event.rules;
      return;
    case 'lab.member':
      return foldMember(nodeOf(view, event.member.node, firstState), event);
    case 'msg.send':
    case 'msg.recv':
    case 'msg.drop':
    case 'msg.duplicate':
    case 'msg.hold':
      return foldMessage(view, event);
    case 'client.invoke':
    case 'client.retry':
    case 'client.ok':
    case 'client.fail':
    case 'client.info':
      return foldOperation(view, event);
    case 'fault.partition':
    case 'fault.isolate':
    case 'fault.link':
    case 'fault.heal':
      return foldFault(view, event);
    case 'check.violation':
      view.violations.push({ ...event.violation, at: event.t });
  }
}

function openTrace(view: ClusterView, event: EventOf<'trace.header'>): void {
  view.header = event.header;
  view.rules = rulesOf(event.header);
  for (const id of event.header.nodes) nodeOf(view, id, firstState);
}

/** A server of the beginning knows its fellows; one that is added later waits to be told (§6). */
function firstConfigurationOf({ header }: ClusterView, id: string): ConfigurationView {
  const created = header?.created ?? header?.nodes ?? [];
  const voters = created.includes(id) ? created : [];
  return configurationView({ voters, outgoing: [], learners: [] }, 0);
}

function nodeOf(view: ClusterView, id: string, state: NodeStateRecord): NodeView {
  const known = view.nodes.get(id);
  if (known !== undefined) return known;
  const firstConfiguration = firstConfigurationOf(view, id);
  const node: NodeView = {
    id,
    status: 'new',
    statusSince: view.t,
    detail: null,
    address: null,
    incarnation: 0,
    state,
    roleSince: view.t,
    snapshotIndex: state.snapshotIndex ?? 0,
    snapshotTerm: state.snapshotTerm ?? 0,
    snapshotLength: null,
    log: [],
    configuration: firstConfiguration,
    firstConfiguration,
    memberStage: null,
    votes: new Map(),
    progress: new Map(),
    lastHeartbeatAt: null,
  };
  view.nodes.set(id, node);
  return node;
}
