/** What a leader believes about its peers (§5.3), and the snapshots it sends them (Figure 13). */
import type { EventOf, MessageRecord } from '../events.ts';
import type { NodeView } from '../view-types.ts';

export function foldProgress(node: NodeView, { progress }: EventOf<'raft.progress'>): void {
  const { peer, nextIndex, matchIndex, inFlight, mode, why } = progress;
  if (why === 'removed') {
    node.progress.delete(peer);
    return;
  }
  const known = node.progress.get(peer);
  const installing = mode === 'snapshot' ? (known?.installing ?? null) : null;
  const lastAnswerAt = known?.lastAnswerAt ?? null;
  node.progress.set(peer, { nextIndex, matchIndex, inFlight, mode, installing, lastAnswerAt });
}

export function foldSending(node: NodeView, { msg, t }: EventOf<'msg.send'>): void {
  if (msg.kind === 'appendEntries' && msg.entryCount === 0) node.lastHeartbeatAt = t;
  if (msg.kind === 'installSnapshot') foldChunk(node, msg);
}

function foldChunk(node: NodeView, { to, lastIncludedIndex = 0, offset = 0, length = 0, done }: MessageRecord): void {
  const known = node.progress.get(to);
  if (known === undefined) return;
  const end = offset + length;
  const isSame = known.installing?.lastIncludedIndex === lastIncludedIndex;
  const whole = lastIncludedIndex === node.snapshotIndex ? node.snapshotLength : null;
  const total = done === true ? end : ((isSame ? known.installing?.total : null) ?? whole);
  node.progress.set(to, { ...known, installing: { lastIncludedIndex, offset: end, total } });
}

export function foldAnswer(node: NodeView, { msg, t }: EventOf<'msg.recv'>): void {
  if (msg.kind !== 'appendEntriesReply' && msg.kind !== 'installSnapshotReply') return;
  const known = node.progress.get(msg.from);
  if (known !== undefined) node.progress.set(msg.from, { ...known, lastAnswerAt: t });
}
