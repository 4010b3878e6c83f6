/** The leader's side of log replication (§5.3): what it sends, and what it learns from the answers. */
import { advanceCommitIndex } from './commitment.ts';
import type { Output, Proposal } from './duties.ts';
import { appendToLog, entriesFrom, lastIndexOfTerm, lastLogIndex, termAt, withinLength } from './log.ts';
import type { ProgressNote } from './notes.ts';
import { send } from './output.ts';
import { members } from './quorum.ts';
import { changeRole, setLeader } from './roles.ts';
import type { AppendEntriesReply, Conflict, NodeId, Payload, Progress, RaftState, Role } from './types.ts';

type Leader = Extract<Role, { kind: 'leader' }>;

/** §5.2, §5.3: nextIndex starts after the last entry, and a no-op makes entries of earlier terms committable (§8). */
export function becomeLeader(state: RaftState, output: Output, votes: readonly NodeId[]): void {
  const leader: Leader = { kind: 'leader', progress: new Map() };
  changeRole(state, output, leader, 'majorityOfVotes', votes);
  setLeader(state, output, state.id);
  output.timers.push({ timer: 'election', afterMs: null });
  for (const peer of members(state.log.configuration)) {
    if (peer === state.id) continue;
    const progress: Progress = {
      nextIndex: lastLogIndex(state.log) + 1,
      matchIndex: 0,
      mode: 'probe',
      inFlight: [],
      probeSent: false,
    };
    leader.progress.set(peer, progress);
    noteProgress(output, peer, progress, 'elected');
  }
  if (state.options.noopOnElection) appendAsLeader(state, output, [{ kind: 'noop' }], 'noop');
  sendHeartbeats(state, output, leader);
}

/** Sends every peer something and arms the next beat: what is due, else an empty AppendEntries (§5.2). */
export function sendHeartbeats(state: RaftState, output: Output, leader: Leader): void {
  for (const [peer, progress] of leader.progress) {
    progress.probeSent = false;
    sendEntries(state, output, peer, progress, { evenIfEmpty: true });
  }
  output.timers.push({ timer: 'heartbeat', afterMs: state.options.heartbeatMs });
}

/** Figure 2, "Leaders": takes commands from clients into the log and sends them on in parallel. */
export function propose(state: RaftState, output: Output, proposals: readonly Proposal[]): void {
  if (state.role.kind !== 'leader') {
    const { leaderId } = state;
    for (const { proposalId } of proposals) {
      output.answers.push({ proposalId, accepted: false, why: 'notLeader', leaderId });
    }
    return;
  }
  const firstIndex = lastLogIndex(state.log) + 1;
  const payloads = proposals.map(({ command }): Payload => ({ kind: 'command', command }));
  appendAsLeader(state, output, payloads, 'proposal');
  proposals.forEach(({ proposalId }, offset) => {
    output.answers.push({ proposalId, accepted: true, index: firstIndex + offset, term: state.currentTerm });
  });
  for (const [peer, progress] of state.role.progress) sendAllDue(state, output, peer, progress);
}

function appendAsLeader(state: RaftState, output: Output, payloads: readonly Payload[], why: 'noop' | 'proposal') {
  const firstIndex = lastLogIndex(state.log) + 1;
  const term = state.currentTerm;
  const entries = payloads.map((payload, offset) => ({ index: firstIndex + offset, term, payload }));
  appendToLog(state.log, entries);
  output.notes.push({ ev: 'log.append', append: { entries, why } });
}

/**
 * Sends the entries from nextIndex on. In replicate mode nextIndex moves ahead at once and requests are pipelined up to
 * the window; in probe mode one request is out at a time, and nextIndex waits for the answer.
 */
function sendEntries(
  state: RaftState,
  output: Output,
  peer: NodeId,
  progress: Progress,
  { evenIfEmpty }: { evenIfEmpty: boolean },
): void {
  const mayCarry =
    progress.mode === 'probe' ? !progress.probeSent : progress.inFlight.length < state.options.maxInFlight;
  const limit = mayCarry ? state.options.maxEntriesPerMessage : 0;
  const due = entriesFrom(state.log, progress.nextIndex, limit);
  const entries = withinLength(due, state.options.maxCommandLength);
  if (entries.length === 0 && !evenIfEmpty) return;
  const prevLogIndex = progress.nextIndex - 1;
  send(output, {
    kind: 'appendEntries',
    from: state.id,
    to: peer,
    term: state.currentTerm,
    prevLogIndex,
    prevLogTerm: termAt(state.log, prevLogIndex) ?? 0,
    entries,
    leaderCommit: state.commitIndex,
  });
  if (progress.mode === 'probe') progress.probeSent = true;
  else if (entries.length > 0) moveAhead(output, peer, progress, entries.length);
}

function moveAhead(output: Output, peer: NodeId, progress: Progress, count: number): void {
  progress.nextIndex += count;
  progress.inFlight.push(progress.nextIndex - 1);
  noteProgress(output, peer, progress, 'sent');
}

/** Fills the window: as many requests as it and the log allow. */
function sendAllDue(state: RaftState, output: Output, peer: NodeId, progress: Progress): void {
  let sent = -1;
  while (progress.nextIndex <= lastLogIndex(state.log) && output.sendNow.length !== sent) {
    sent = output.sendNow.length;
    sendEntries(state, output, peer, progress, { evenIfEmpty: false });
    if (progress.mode === 'probe') return;
  }
}

/** Figure 2, "Leaders": an answer moves nextIndex and matchIndex; old or repeated answers move nothing. */
export function handleAppendEntriesReply(state: RaftState, output: Output, reply: AppendEntriesReply): void {
  const progress = state.role.kind === 'leader' ? state.role.progress.get(reply.from) : undefined;
  if (state.role.kind !== 'leader' || progress === undefined) {
    output.notes.push({ ev: 'raft.ignore', ignore: { from: reply.from, message: reply.kind, why: 'notLeader' } });
    return;
  }
  const why = reasonToIgnore(state, progress, reply);
  if (why !== null) {
    output.notes.push({ ev: 'raft.ignore', ignore: { from: reply.from, message: reply.kind, why } });
    return;
  }
  if (reply.success) {
    recordMatch(output, reply.from, progress, reply.matchIndex);
    advanceCommitIndex(state, output, state.role.progress);
  } else {
    backUp(state, output, reply.from, progress, reply);
  }
  sendAllDue(state, output, reply.from, progress);
}

/** beyondLog: nobody stores what this leader never had, so a faulty answer is told and never counted. */
function reasonToIgnore(
  state: RaftState,
  progress: Progress,
  reply: AppendEntriesReply,
): 'oldNews' | 'beyondLog' | null {
  if (!reply.success) return isNewRefusal(progress, reply) ? null : 'oldNews';
  if (reply.matchIndex > lastLogIndex(state.log)) return 'beyondLog';
  return isNewSuccess(progress, reply) ? null : 'oldNews';
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
 * before the leader went back; a probe listens only to its own answer.
 */
function isNewRefusal(progress: Progress, reply: AppendEntriesReply): boolean {
  if (reply.prevLogIndex <= progress.matchIndex || reply.prevLogIndex >= progress.nextIndex) return false;
  return progress.mode === 'replicate' || reply.prevLogIndex === progress.nextIndex - 1;
}

function recordMatch(output: Output, peer: NodeId, progress: Progress, matchIndex: number): void {
  progress.matchIndex = matchIndex;
  progress.nextIndex = Math.max(progress.nextIndex, matchIndex + 1);
  progress.inFlight = progress.inFlight.filter((lastIndex) => lastIndex > matchIndex);
  progress.mode = 'replicate';
  progress.probeSent = false;
  noteProgress(output, peer, progress, 'success');
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

function noteProgress(output: Output, peer: NodeId, progress: Progress, why: ProgressNote['progress']['why']): void {
  const { nextIndex, matchIndex, mode, inFlight } = progress;
  output.notes.push({
    ev: 'raft.progress',
    progress: { peer, nextIndex, matchIndex, inFlight: inFlight.length, mode, why },
  });
}
