/** Views built by hand, for conditions and for the interpreter. */
import type { EntryRecord } from '../../core/trace/events.ts';
import { configurationView } from '../../core/trace/fold/log.ts';
import { createView } from '../../core/trace/view.ts';
import type { ClusterView, NodeView, OperationView } from '../../core/trace/view-types.ts';

type State = NodeView['state'];

export interface HandMade {
  readonly role?: State['role'];
  readonly term?: number;
  readonly status?: NodeView['status'];
  readonly committed?: number;
  /** Commands of one session, one after the other, all of term 1. */
  readonly log?: readonly string[];
}

const three = ['S1', 'S2', 'S3'];

export function nodeView(
  id: string,
  { role = 'follower', term = 1, status = 'up', committed = 0, log = [] }: HandMade,
  voters: readonly string[] = three,
): NodeView {
  const membership = configurationView({ voters: [...voters], outgoing: [], learners: [] }, 0);
  return {
    id,
    status,
    statusSince: 0,
    detail: null,
    address: null,
    incarnation: 1,
    state: {
      currentTerm: term,
      votedFor: null,
      role,
      leaderId: null,
      lastLogIndex: log.length,
      lastLogTerm: 1,
      commitIndex: committed,
      lastApplied: committed,
      durableIndex: log.length,
      electionDeadline: null,
      electionTimeout: null,
    },
    roleSince: 0,
    snapshotIndex: 0,
    snapshotTerm: 0,
    snapshotLength: null,
    configuration: membership,
    firstConfiguration: membership,
    memberStage: null,
    log: log.map((operation, at) => commandEntry(at + 1, operation)),
    votes: new Map(),
    progress: new Map(),
    lastHeartbeatAt: null,
  };
}

export function commandEntry(index: number, operation: string, serial = index): EntryRecord {
  return { index, term: 1, kind: 'command', session: 'c1-1', serial, operation };
}

export function viewOf(nodes: { readonly [id: string]: HandMade }): ClusterView {
  const view = createView();
  for (const [id, state] of Object.entries(nodes)) {
    view.nodes.set(id, nodeView(id, state, Object.keys(nodes)));
  }
  return view;
}

export function operationView(operation: string, changes: Partial<OperationView['op']> = {}): OperationView {
  const op = { session: 'c1-1', serial: 1, operation, tries: 1, hops: 0, target: 'S1', index: null, why: null };
  return {
    client: 'c1',
    op: { ...op, result: null, duplicate: false, ...changes },
    status: 'waiting',
    invokedAt: 0,
    endedAt: null,
  };
}
