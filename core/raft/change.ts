/** Changing the membership (§6, thesis chapter 4): what a leader accepts, and what it does when a change is committed. */
import type { ChangeRefusal, ConfigurationChange, Output } from './duties.ts';
import { appendAsLeader, sendToAll } from './leading.ts';
import { lastLogIndex } from './log.ts';
import { isJoint, nextConfiguration } from './membership.ts';
import { followMembers, noteProgress } from './progress.ts';
import { isVoter, members } from './quorum.ts';
import { hasCommittedInItsTerm } from './reads.ts';
import { becomeFollower, setLeader } from './roles.ts';
import { sendRound } from './sending.ts';
import { abandonTransfer } from './transfer.ts';
import type { Configuration, Leadership, NodeId, RaftState } from './types.ts';

/** A membership counts from the moment it is in the log, so the leader follows its new members at once. */
export function handleChange(state: RaftState, output: Output, requestId: number, change: ConfigurationChange): void {
  const leader = state.role;
  const refusal = leader.kind === 'leader' ? reasonToWait(state) : 'notLeader';
  const next = nextConfiguration(state.log.configuration, change);
  const why = refusal ?? (next.ok ? laggard(leader, next.configuration) : next.why);
  const { kind } = change;
  const operations = kind === 'leaveJoint' ? [] : [...change.operations];
  output.notes.push({ ev: 'raft.change', change: { kind, operations, accepted: why === null, why } });
  if (why !== null || leader.kind !== 'leader' || !next.ok) {
    output.requests.push({ requestId, accepted: false, why: why ?? 'notLeader', leaderId: state.leaderId });
    return;
  }
  appendConfiguration(state, output, leader, next.configuration, kind === 'leaveJoint' ? 'leaveJoint' : 'change');
  output.requests.push({ requestId, accepted: true, index: lastLogIndex(state.log) });
}

/** One change at a time (thesis 4.1), and none before an entry of the leader's own term is committed (Ongaro 2015). */
function reasonToWait(state: RaftState): ChangeRefusal | null {
  if (state.log.configurationIndex > state.commitIndex) return 'changeInProgress';
  return hasCommittedInItsTerm(state) ? null : 'noOwnTermCommit';
}

/** Thesis 4.2.1: a learner gets its vote when it has caught up, or the cluster might wait for it. */
function laggard(role: RaftState['role'], next: Configuration): ChangeRefusal | null {
  if (role.kind !== 'leader') return null;
  const lags = next.voters.some((id) => {
    const progress = role.progress.get(id);
    return progress?.catchUp != null && !(progress.catchUp.isDone && progress.mode === 'replicate');
  });
  return lags ? 'notCaughtUp' : null;
}

function appendConfiguration(
  state: RaftState,
  output: Output,
  leader: Leadership,
  configuration: Configuration,
  why: 'change' | 'leaveJoint',
): void {
  appendAsLeader(state, output, [{ kind: 'configuration', configuration }], why);
  followMembers(state, output, leader, 'added');
  if (leader.transferTo !== null && !isVoter(configuration, leader.transferTo)) {
    abandonTransfer(output, leader, 'targetRemoved');
  }
  sendToAll(state, output, leader);
}

/**
 * After every step, once the membership in force is committed: C-old,new is left by itself if it is so meant, by any
 * leader (§6); who is no member hears of it once more and is let go; a leader without a vote stands back (thesis 4.2.2).
 */
export function tendMembership(state: RaftState, output: Output, leader: Leadership): void {
  const { configuration, configurationIndex } = state.log;
  if (configurationIndex > state.commitIndex || !hasCommittedInItsTerm(state)) return;
  if (isJoint(configuration)) {
    const left = nextConfiguration(configuration, { kind: 'leaveJoint' });
    if (configuration.autoLeave && left.ok)
      appendConfiguration(state, output, leader, left.configuration, 'leaveJoint');
    return;
  }
  const staying = members(configuration);
  const leaving = [...leader.progress.keys()].filter((peer) => !staying.includes(peer));
  const standsBack = !isVoter(configuration, state.id);
  if (leaving.length === 0 && !standsBack) return;
  // The last that the leaving hear is that they left; and the others need not wait for the next leader to learn it.
  sendRound(state, output, leader);
  for (const peer of leaving) letGo(output, leader, peer);
  if (!standsBack) return;
  setLeader(state, output, null);
  becomeFollower(state, output, 'removed');
}

function letGo(output: Output, leader: Leadership, peer: NodeId): void {
  const progress = leader.progress.get(peer);
  if (progress !== undefined) noteProgress(output, peer, progress, 'removed');
  leader.progress.delete(peer);
}
