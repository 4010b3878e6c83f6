/** What a leader learns from the answers of its followers (§5.3, §7): nextIndex and matchIndex, or where to go back to. */
import { followCatchUp } from './catch-up.ts';
import { advanceCommitIndex } from './commitment.ts';
import type { Output } from './duties.ts';
import { lastIndexOfTerm, lastLogIndex } from './log.ts';
import type { AppendEntriesReply, Conflict, InstallSnapshotReply } from './messages.ts';
import type { IgnoreNote } from './notes.ts';
import { noteProgress } from './progress.ts';
import { hearRound } from './reads.ts';
import { sendAllDue } from './sending.ts';
import { askTargetIfReady } from './transfer.ts';
import type { Leadership, NodeId, Progress, RaftState } from './types.ts';

/** Figure 2, "Leaders": an answer moves nextIndex and matchIndex; old or repeated answers move nothing. */
export function handleAppendEntriesReply(state: RaftState, output: Output, reply: AppendEntriesReply): void {
  const { leader, progress } = whoAnswers(state, output, reply);
  if (leader === null || progress === null) return;
  progress.round = Math.max(progress.round, reply.round);
  hearRound(state, leader);
  const why = reasonToIgnore(state, progress, reply);
  if (why !== null) ignore(output, reply, why);
  else if (!reply.success) backUp(state, output, reply.from, progress, reply);
  else if (isNewSuccess(progress, reply)) {
    recordMatch(state, output, reply.from, progress, reply.matchIndex);
    advanceCommitIndex(state, output, leader.progress);
  }
  askTargetIfReady(state, output, leader, reply.from);
  if (why === null) sendAllDue(state, output, leader, reply.from, progress);
}

/** Figure 13, the leader's side: the next chunk, or what follows the snapshot. */
export function handleInstallSnapshotReply(state: RaftState, output: Output, reply: InstallSnapshotReply): void {
  const { leader, progress } = whoAnswers(state, output, reply);
  if (leader === null || progress === null) return;
  if (reply.lastIncludedIndex > lastLogIndex(state.log)) return ignore(output, reply, 'beyondLog');
  if (reply.installed && reply.lastIncludedIndex > progress.matchIndex) {
    recordMatch(state, output, reply.from, progress, reply.lastIncludedIndex);
    advanceCommitIndex(state, output, leader.progress);
  } else if (!continueAt(output, reply, progress)) return;
  sendAllDue(state, output, leader, reply.from, progress);
}

/** False when there is nothing to send: old news, or a transfer that begins anew with the next heartbeat. */
function continueAt(output: Output, reply: InstallSnapshotReply, progress: Progress): boolean {
  const { installing } = progress;
  if (installing === null || reply.lastIncludedIndex !== installing.snapshot.lastIncludedIndex) {
    ignore(output, reply, 'oldNews');
    return false;
  }
  if (reply.offset === 0) {
    stopInstalling(progress);
    progress.nextIndex = progress.matchIndex + 1;
    noteProgress(output, reply.from, progress, 'logTooShort');
    return false;
  }
  // The chunk that is out has not arrived: this answers an earlier copy of the one before it.
  if (reply.offset === installing.offset) return false;
  installing.offset = reply.offset;
  progress.probeSent = false;
  return true;
}

/** Whose answer it is; null when it is none to this leader's requests in this life of the member. */
function whoAnswers(
  state: RaftState,
  output: Output,
  reply: AppendEntriesReply | InstallSnapshotReply,
): { readonly leader: Leadership | null; readonly progress: Progress | null } {
  const leader = state.role.kind === 'leader' ? state.role : null;
  const progress = leader?.progress.get(reply.from) ?? null;
  if (leader === null) ignore(output, reply, 'notLeader');
  else if (progress === null) ignore(output, reply, 'notMember');
  else if (reply.configurationIndex < progress.memberSince) ignore(output, reply, 'earlierMembership');
  else {
    progress.heardFrom = true;
    return { leader, progress };
  }
  return { leader: null, progress: null };
}

/** beyondLog: nobody stores what this leader never had, so a faulty answer is told and never counted. */
function reasonToIgnore(
  state: RaftState,
  progress: Progress,
  reply: AppendEntriesReply,
): 'oldNews' | 'beyondLog' | null {
  if (!reply.success) return isNewRefusal(progress, reply) ? null : 'oldNews';
  if (reply.matchIndex > lastLogIndex(state.log)) return 'beyondLog';
  return reply.matchIndex >= progress.matchIndex || progress.mode === 'snapshot' ? null : 'oldNews';
}

/** matchIndex only rises; an equal one is news only to a probe that waits for it. */
function isNewSuccess(progress: Progress, reply: AppendEntriesReply): boolean {
  if (reply.matchIndex > progress.matchIndex) return true;
  return (
    progress.mode === 'probe' && reply.matchIndex === progress.matchIndex && reply.matchIndex >= progress.nextIndex - 1
  );
}

/**
 * A refusal of something the follower has confirmed since is late, and so is one of a request beyond nextIndex, from
 * before the leader went back; a probe listens only to its own answer, and a transfer of a snapshot to none.
 */
function isNewRefusal(progress: Progress, reply: AppendEntriesReply): boolean {
  if (reply.prevLogIndex <= progress.matchIndex || reply.prevLogIndex >= progress.nextIndex) return false;
  if (progress.mode === 'snapshot') return false;
  return progress.mode === 'replicate' || reply.prevLogIndex === progress.nextIndex - 1;
}

function recordMatch(state: RaftState, output: Output, peer: NodeId, progress: Progress, matchIndex: number): void {
  const { installing } = progress;
  progress.matchIndex = matchIndex;
  progress.nextIndex = Math.max(progress.nextIndex, matchIndex + 1);
  progress.inFlight = progress.inFlight.filter(({ lastIndex }) => lastIndex > matchIndex);
  // A server that has only a part of what the snapshot stands for still needs it.
  if (installing === null || matchIndex >= installing.snapshot.lastIncludedIndex) {
    stopInstalling(progress);
    progress.mode = 'replicate';
  }
  followCatchUp(state, output, peer, progress);
  noteProgress(output, peer, progress, installing !== null && progress.installing === null ? 'installed' : 'success');
}

function stopInstalling(progress: Progress): void {
  progress.installing = null;
  progress.mode = 'probe';
  progress.probeSent = false;
}

/** §5.3: goes back to where the logs may agree, one request per conflicting term instead of one per entry. */
function backUp(
  state: RaftState,
  output: Output,
  peer: NodeId,
  progress: Progress,
  reply: Pick<AppendEntriesReply, 'prevLogIndex' | 'conflict'>,
): void {
  const suggested = reply.conflict === null ? reply.prevLogIndex : nextIndexAfter(state, reply.conflict);
  const nextIndex = Math.max(progress.matchIndex + 1, Math.min(suggested, reply.prevLogIndex));
  progress.nextIndex = nextIndex;
  progress.mode = 'probe';
  progress.probeSent = false;
  progress.inFlight = [];
  noteProgress(output, peer, progress, (reply.conflict?.term ?? null) === null ? 'logTooShort' : 'conflict');
}

/** §5.3: after the leader's own last entry of the conflicting term if it has one, else at that term's first index. */
export function nextIndexAfter(state: RaftState, conflict: Conflict): number {
  if (conflict.term === null) return conflict.index;
  const own = lastIndexOfTerm(state.log, conflict.term);
  return own === null ? conflict.index : own + 1;
}

function ignore(
  output: Output,
  { from, kind }: AppendEntriesReply | InstallSnapshotReply,
  why: IgnoreNote['ignore']['why'],
) {
  output.notes.push({ ev: 'raft.ignore', ignore: { from, message: kind, why } });
}
