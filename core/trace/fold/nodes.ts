/** What a server's own events say about it: its life, its log, and the volatile state of candidates and leaders. */
import type { EntryRecord, EventOf, NodeStateRecord, TraceEvent } from '../events.ts';
import type { NodeStatus, NodeView } from '../view-types.ts';

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
    case 'log.restore':
      return extendLog(node.log, event.restore.entries);
    case 'log.append':
      return extendLog(node.log, event.append.entries);
    case 'log.truncate':
      return cutLog(node.log, event.truncate.fromIndex);
    case 'raft.role':
      return foldRole(node, event);
    case 'raft.tally':
      node.votes.set(event.tally.from, event.tally.granted);
      return;
    case 'raft.progress':
      return foldProgress(node, event);
    case 'msg.send':
      if (event.msg.kind === 'appendEntries' && event.msg.entryCount === 0) node.lastHeartbeatAt = event.t;
      return;
    case 'msg.recv':
      if (event.msg.kind === 'appendEntriesReply') foldAnswer(node, event);
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
  node.log = [];
}

/** What only candidates and leaders have ends with the role (Figure 2: reinitialized after election). */
function leaveRole(node: NodeView): void {
  node.votes.clear();
  node.progress.clear();
  node.lastHeartbeatAt = null;
}

/** The entries supersede all from the first one's index on. A piece that leaves a hole cannot be placed. */
function extendLog(log: EntryRecord[], entries: readonly EntryRecord[]): void {
  const [first] = entries;
  if (first === undefined || first.index < 1 || first.index > log.length + 1) return;
  log.length = first.index - 1;
  for (const entry of entries) log.push(entry);
}

function cutLog(log: EntryRecord[], fromIndex: number): void {
  log.length = Math.min(log.length, Math.max(0, fromIndex - 1));
}

function foldRole(node: NodeView, event: EventOf<'raft.role'>): void {
  leaveRole(node);
  node.roleSince = event.t;
  if (event.role.to === 'candidate') node.votes.set(node.id, true);
}

function foldProgress(node: NodeView, { progress }: EventOf<'raft.progress'>): void {
  const { peer, nextIndex, matchIndex, inFlight, mode } = progress;
  const lastAnswerAt = node.progress.get(peer)?.lastAnswerAt ?? null;
  node.progress.set(peer, { nextIndex, matchIndex, inFlight, mode, lastAnswerAt });
}

function foldAnswer(node: NodeView, event: EventOf<'msg.recv'>): void {
  const known = node.progress.get(event.msg.from);
  if (known !== undefined) node.progress.set(event.msg.from, { ...known, lastAnswerAt: event.t });
}
