/** Becoming a leader, staying one, and taking commands (Figure 2, "Leaders"; §5.2, §5.3). */
import type { Output, Proposal, ProposalRefusal } from './duties.ts';
import { appendToLog, entriesFrom, lastLogIndex, lastLogTerm, lengthOf } from './log.ts';
import type { AppendNote } from './notes.ts';
import { followMembers } from './progress.ts';
import { voteResult } from './quorum.ts';
import { becomeFollower, changeRole, setLeader } from './roles.ts';
import { sendAllDue, sendRound } from './sending.ts';
import type { Leadership, NodeId, Payload, RaftState } from './types.ts';

/** §5.2, §5.3: everyone hears of it at once, and a no-op makes entries of earlier terms committable (§8). */
export function becomeLeader(state: RaftState, output: Output, votes: readonly NodeId[]): void {
  const leader: Leadership = {
    kind: 'leader',
    progress: new Map(),
    round: 0,
    rounds: [],
    leaseStart: null,
    reads: [],
    transferTo: null,
    askedForElection: false,
  };
  changeRole(state, output, leader, 'majorityOfVotes', votes);
  setLeader(state, output, state.id);
  followMembers(state, output, leader, 'elected');
  if (state.options.noopOnElection) appendAsLeader(state, output, [{ kind: 'noop' }], 'noop');
  beat(state, output, leader);
  output.timers.push({ timer: 'election', afterMs: null });
  output.timers.push({ timer: 'quorum', afterMs: state.options.electionTimeoutMs });
}

/** A round to every peer, and the next one after a heartbeat interval (§5.2). */
export function beat(state: RaftState, output: Output, leader: Leadership): void {
  for (const progress of leader.progress.values()) if (progress.mode === 'probe') progress.probeSent = false;
  sendRound(state, output, leader);
  output.timers.push({ timer: 'heartbeat', afterMs: state.options.heartbeatMs });
}

/** Adds entries of the leader's own term to its log. They are not sent yet. */
export function appendAsLeader(
  state: RaftState,
  output: Output,
  payloads: readonly Payload[],
  why: Exclude<AppendNote['append']['why'], 'fromLeader'>,
): void {
  const firstIndex = lastLogIndex(state.log) + 1;
  const term = state.currentTerm;
  const entries = payloads.map((payload, offset) => ({ index: firstIndex + offset, term, payload }));
  appendToLog(state.log, entries);
  output.notes.push({ ev: 'log.append', append: { entries, why } });
}

/** Figure 2, "Leaders": takes commands from clients into the log and sends them on in parallel. */
export function propose(state: RaftState, output: Output, proposals: readonly Proposal[]): void {
  const leader = state.role;
  if (leader.kind !== 'leader') return refuse(output, proposals, 'notLeader', state.leaderId);
  // Otherwise the target might never catch up (thesis 3.10).
  if (leader.transferTo !== null) return refuse(output, proposals, 'transferring', leader.transferTo);
  const taken = proposals.slice(0, roomFor(state, proposals));
  const firstIndex = lastLogIndex(state.log) + 1;
  const payloads = taken.map(({ command }): Payload => ({ kind: 'command', command }));
  if (payloads.length > 0) appendAsLeader(state, output, payloads, 'proposal');
  taken.forEach(({ proposalId }, offset) => {
    output.answers.push({ proposalId, accepted: true, index: firstIndex + offset, term: state.currentTerm });
  });
  refuse(output, proposals.slice(taken.length), 'busy', state.id);
  sendToAll(state, output, leader);
}

/** To every peer, what its window allows. */
export function sendToAll(state: RaftState, output: Output, leader: Leadership): void {
  for (const [peer, progress] of leader.progress) sendAllDue(state, output, leader, peer, progress);
}

/**
 * How many of the proposals fit: without a majority the uncommitted part of the log must not grow without end. A leader
 * that has no entry of its own term takes one in any case, for without it what fills the log can never commit (§5.4.2).
 */
function roomFor(state: RaftState, proposals: readonly Proposal[]): number {
  const { log, commitIndex, options, currentTerm } = state;
  const least = lastLogTerm(log) === currentTerm ? 0 : 1;
  const uncommitted = lastLogIndex(log) - commitIndex;
  const most = Math.max(least, options.maxUncommittedEntries - uncommitted);
  let length = uncommitted === 0 ? 0 : lengthOf(entriesFrom(log, commitIndex + 1));
  const tooLong = proposals.findIndex(({ command }) => {
    length += command.length;
    return length > options.maxUncommittedLength;
  });
  return Math.min(most, tooLong === -1 ? proposals.length : Math.max(least, tooLong));
}

function refuse(output: Output, proposals: readonly Proposal[], why: ProposalRefusal, leaderId: NodeId | null): void {
  for (const { proposalId } of proposals) output.answers.push({ proposalId, accepted: false, why, leaderId });
}

/** Thesis 6.2: a leader that no majority has answered for an election timeout may be the only one that believes in it. */
export function checkQuorum(state: RaftState, output: Output): void {
  const leader = state.role;
  if (leader.kind !== 'leader') return;
  const heard = (id: NodeId) => id === state.id || (leader.progress.get(id)?.heardFrom ?? false);
  const peers = [...leader.progress.keys()];
  if (state.options.checkQuorum && voteResult(state.log.configuration, heard) !== 'won') {
    const missing = peers.filter((peer) => !heard(peer));
    output.notes.push({ ev: 'raft.quorum', quorum: { heardFrom: peers.filter(heard), missing } });
    setLeader(state, output, null);
    return becomeFollower(state, output, 'noQuorum');
  }
  for (const progress of leader.progress.values()) progress.heardFrom = false;
  output.timers.push({ timer: 'quorum', afterMs: state.options.electionTimeoutMs });
}
