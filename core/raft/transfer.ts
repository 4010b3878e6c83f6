/** Handing over the lead (thesis 3.10): the target is brought up to date, then told to hold an election at once. */
import type { Output, TransferRefusal } from './duties.ts';
import { lastLogIndex } from './log.ts';
import { send } from './output.ts';
import { isVoter, members } from './quorum.ts';
import { sendAllDue } from './sending.ts';
import type { TransferNote } from './thesis-notes.ts';
import type { Leadership, NodeId, RaftState } from './types.ts';

/** A new target replaces the pending one; the same one again changes nothing, and least of all the time limit. */
export function handleTransfer(state: RaftState, output: Output, requestId: number, target: NodeId): void {
  const why = reasonToRefuse(state, target);
  if (why !== null || state.role.kind !== 'leader') {
    const refusal = why ?? 'notLeader';
    note(output, target, 'refused', refusal);
    output.requests.push({ requestId, accepted: false, why: refusal, leaderId: state.leaderId });
    return;
  }
  const leader = state.role;
  if (leader.transferTo !== null) note(output, leader.transferTo, 'abandoned', 'replaced');
  leader.transferTo = target;
  output.requests.push({ requestId, accepted: true, index: null });
  output.timers.push({ timer: 'transfer', afterMs: state.options.electionTimeoutMs });
  note(output, target, 'begun', isReady(state, leader, target) ? null : 'targetBehind');
  const progress = leader.progress.get(target);
  if (progress !== undefined) sendAllDue(state, output, leader, target, progress);
  askTargetIfReady(state, output, leader, target);
}

function reasonToRefuse({ id, role, log }: RaftState, target: NodeId): TransferRefusal | null {
  if (role.kind !== 'leader') return 'notLeader';
  if (target === id) return 'leadsAlready';
  if (!members(log.configuration).includes(target)) return 'notMember';
  if (!isVoter(log.configuration, target)) return 'notVoter';
  return role.transferTo === target ? 'inProgress' : null;
}

/** After any answer of the target: as soon as it has the whole log, its election cannot fail for the log's sake. */
export function askTargetIfReady(state: RaftState, output: Output, leader: Leadership, peer: NodeId): void {
  if (leader.transferTo !== peer || !isReady(state, leader, peer)) return;
  leader.askedForElection = true;
  send(output, { kind: 'timeoutNow', from: state.id, to: peer, term: state.currentTerm });
  note(output, peer, 'asked', null);
}

function isReady({ log }: RaftState, leader: Leadership, target: NodeId): boolean {
  return leader.progress.get(target)?.matchIndex === lastLogIndex(log);
}

/** Not finished within an election timeout, or the target has lost its vote: this leader serves its clients again. */
export function abandonTransfer(output: Output, leader: Leadership, why: 'timeLimit' | 'targetRemoved'): void {
  if (leader.transferTo === null) return;
  note(output, leader.transferTo, 'abandoned', why);
  leader.transferTo = null;
  output.timers.push({ timer: 'transfer', afterMs: null });
}

function note(
  output: Output,
  target: NodeId,
  stage: TransferNote['transfer']['stage'],
  why: TransferNote['transfer']['why'],
): void {
  output.notes.push({ ev: 'raft.transfer', transfer: { target, stage, why } });
}
