/** What a server's own events say about it: its life, its role, and the volatile state of candidates. */
import type { EventOf, NodeStateRecord, TraceEvent } from '../events.ts';
import { cutLog, extendLog } from '../view-log.ts';
import type { NodeStatus, NodeView } from '../view-types.ts';
import { foldAnswer, foldProgress, foldSending } from './leading.ts';
import { foldCompact, foldConfiguration, foldRestoredEntries, foldRestoredSnapshot, forgetLog } from './log.ts';

type LifecycleEvent = EventOf<'node.start'>;

/** `state` is the one on the event: the server after the step that the event belongs to. */
export function foldNodeEvent(node: NodeView, event: TraceEvent, state: NodeStateRecord): void {
  node.state = state;
  switch (event.ev) {
    case 'node.start':
    case 'node.stop':
    case 'node.crash':
    case 'node.halt':
    case 'node.pause':
    case 'node.resume':
      return foldLifecycle(node, event);
    case 'log.restoreSnapshot':
      return foldRestoredSnapshot(node, event);
    case 'log.restore':
      return foldRestoredEntries(node, event.restore.entries);
    case 'log.append':
      return extendLog(node, event.append.entries);
    case 'log.truncate':
      return cutLog(node, event.truncate.fromIndex);
    case 'log.compact':
      return foldCompact(node, event);
    case 'raft.configuration':
      return foldConfiguration(node, event);
    case 'raft.role':
      return foldRole(node, event);
    case 'raft.tally':
      node.votes.set(event.tally.from, event.tally.granted);
      return;
    case 'raft.progress':
      return foldProgress(node, event);
    case 'msg.send':
      return foldSending(node, event);
    case 'msg.recv':
      return foldAnswer(node, event);
  }
}

const statusAfter: { readonly [Kind in LifecycleEvent['ev']]: NodeStatus } = {
  'node.start': 'up',
  'node.resume': 'up',
  'node.pause': 'paused',
  'node.stop': 'down',
  'node.crash': 'down',
  'node.halt': 'halted',
};

function foldLifecycle(node: NodeView, event: LifecycleEvent): void {
  node.status = statusAfter[event.ev];
  node.statusSince = event.t;
  node.detail = event.lifecycle.detail;
  node.incarnation = event.inc;
  if (event.ev === 'node.pause' || event.ev === 'node.resume') return;
  leaveRole(node);
  if (event.ev !== 'node.start') return;
  node.address = event.lifecycle.address;
  node.roleSince = event.t;
  forgetLog(node);
}

/** What only candidates and leaders have ends with the role (Figure 2: reinitialized after election). */
function leaveRole(node: NodeView): void {
  node.votes.clear();
  node.progress.clear();
  node.lastHeartbeatAt = null;
}

function foldRole(node: NodeView, event: EventOf<'raft.role'>): void {
  leaveRole(node);
  node.roleSince = event.t;
  if (event.role.to === 'candidate' || event.role.to === 'preCandidate') node.votes.set(node.id, true);
}
