/** Leader election (§5.2) with the restriction of §5.4.1, asked about beforehand (thesis 9.6), and votes withheld (4.2.3). */
import type { Output } from './duties.ts';
import { becomeLeader } from './leading.ts';
import { configurationAt, lastLogIndex, lastLogTerm } from './log.ts';
import type { MessageKind, PreVote, PreVoteReply, RequestVote, RequestVoteReply, TimeoutNow } from './messages.ts';
import type { IgnoreNote, LogEnd, TimeoutNote, VoteNote } from './notes.ts';
import { send } from './output.ts';
import { isVoter, majorityOf, members, voteResult } from './quorum.ts';
import { changeRole, raiseTerm, resetElectionTimer, setLeader } from './roles.ts';
import type { NodeId, RaftState, Role } from './types.ts';

type Candidate = Extract<Role, { kind: 'candidate' }>;
type PreCandidate = Extract<Role, { kind: 'preCandidate' }>;

/** The election timer fired. A leader, or a server without a vote, does not campaign. */
export function handleElectionTimeout(state: RaftState, output: Output, why: 'elapsed' | 'requested'): void {
  // Without a vote the timer rests until a leader is heard, and with it the membership that may give one.
  if (state.role.kind === 'leader' || !mayCampaign(state)) return;
  resetElectionTimer(state, output);
  if (hasPromisedPatience(state)) return noteTimeout(output, 'promisedPatience');
  noteTimeout(output, why);
  if (state.options.preVote) askBeforehand(state, output);
  else campaign(state, output, 'electionTimeout');
}

/**
 * A server campaigns while it has a vote, and without one until its removal is committed: it may be the only one that
 * has the entry, and then nobody else can be elected (thesis 4.2.2). It does not count itself.
 */
function mayCampaign({ id, log, commitIndex }: RaftState): boolean {
  if (isVoter(log.configuration, id)) return true;
  const { configurationIndex } = log;
  if (configurationIndex <= Math.max(commitIndex, log.snapshotIndex)) return false;
  return isVoter(configurationAt(log, configurationIndex - 1).configuration, id);
}

/** A timer that elapsed was started by the leader's last message; only a wish by hand can come too early. */
function hasPromisedPatience({ options, now, withholdVotesUntil }: RaftState): boolean {
  return options.reads === 'lease' && options.withholdVotes && now < withholdVotesUntil;
}

/** Thesis 3.10: the leader wants this server to follow it in the lead; it has the whole log, so it need not ask first. */
export function handleTimeoutNow(state: RaftState, output: Output, { from, kind }: TimeoutNow): void {
  const { role } = state;
  if (!mayCampaign(state)) return ignore(output, from, kind, 'notVoter');
  if (role.kind === 'candidate' || role.kind === 'leader') return ignore(output, from, kind, 'notFollower');
  noteTimeout(output, 'leaderAsked');
  resetElectionTimer(state, output);
  campaign(state, output, 'leaderAsked');
}

/** Thesis 9.6: currentTerm and the vote stay as they are until a majority says that it would vote. */
function askBeforehand(state: RaftState, output: Output): void {
  setLeader(state, output, null);
  const role: PreCandidate = { kind: 'preCandidate', votes: new Map([[state.id, true]]) };
  changeRole(state, output, role, 'electionTimeout', []);
  askForVotes(state, output, role);
  countPreVotes(state, output, role);
}

/** Figure 2, "Candidates": votes for itself in a new term and asks the others. */
function campaign(
  state: RaftState,
  output: Output,
  why: 'electionTimeout' | 'majorityOfPreVotes' | 'leaderAsked',
  preVotes: readonly NodeId[] = [],
): void {
  raiseTerm(state, output, state.currentTerm + 1, { why: 'startedElection', seenFrom: null });
  state.votedFor = state.id;
  const leadershipTransfer = why === 'leaderAsked';
  const role: Candidate = { kind: 'candidate', votes: new Map([[state.id, true]]), leadershipTransfer };
  changeRole(state, output, role, why, preVotes);
  askForVotes(state, output, role);
  countVotes(state, output, role);
}

/** Asks every voter that has not answered, and again after T: messages get lost, and slow answers need their time (§5.1). */
export function askForVotes(state: RaftState, output: Output, role: Candidate | PreCandidate): void {
  const { id: from, currentTerm } = state;
  for (const to of members(state.log.configuration)) {
    if (role.votes.has(to) || !isVoter(state.log.configuration, to)) continue;
    const question = { from, to, ...logEnd(state) };
    if (role.kind === 'preCandidate') send(output, { kind: 'preVote', ...question, term: currentTerm + 1 });
    else {
      const { leadershipTransfer } = role;
      send(output, { kind: 'requestVote', ...question, term: currentTerm, leadershipTransfer });
    }
  }
  output.timers.push({ timer: 'heartbeat', afterMs: state.options.electionTimeoutMs });
}

/** Thesis 4.2.3: while a leader is heard, RequestVote is not even looked at, so that nobody can disturb the cluster. */
export function isWithheld(state: RaftState, request: RequestVote): boolean {
  if (!state.options.withholdVotes || request.leadershipTransfer || request.term < state.currentTerm) return false;
  return hearsLeader(state);
}

export function withholdVote(state: RaftState, output: Output, request: RequestVote): void {
  answerVote(state, output, request, 'leaderAlive');
}

function hearsLeader(state: RaftState): boolean {
  return state.role.kind === 'leader' || state.now < state.withholdVotesUntil;
}

/** Changes nothing here, whatever the answer (thesis 9.6). */
export function handlePreVote(state: RaftState, output: Output, request: PreVote): void {
  const why = judgePreCandidate(state, request);
  const granted = why === 'free';
  noteVote(state, output, request, why);
  // On refusal this server's own term: a sender that lags behind may follow it and ask again.
  const term = granted ? request.term : state.currentTerm;
  send(output, { kind: 'preVoteReply', from: state.id, to: request.from, term, voteGranted: granted });
}

function judgePreCandidate(state: RaftState, request: PreVote): VoteNote['vote']['why'] {
  if (request.term <= state.currentTerm) return 'staleTerm';
  if (hearsLeader(state)) return 'leaderAlive';
  return isUpToDate(request, logEnd(state)) ? 'free' : 'logBehind';
}

/** Figure 2, "RequestVote RPC", receiver implementation; requests of an older term are answered too (§5.1). */
export function handleRequestVote(state: RaftState, output: Output, request: RequestVote): void {
  const why = judgeCandidate(state, request);
  if (isGrant(why)) {
    state.votedFor = request.from;
    resetElectionTimer(state, output);
  }
  answerVote(state, output, request, why);
}

function judgeCandidate(state: RaftState, request: RequestVote): VoteNote['vote']['why'] {
  if (request.term < state.currentTerm) return 'staleTerm';
  if (state.votedFor === state.id) return 'ownVote';
  if (state.votedFor !== null && state.votedFor !== request.from) return 'votedForAnother';
  if (!isUpToDate(request, logEnd(state))) return 'logBehind';
  return state.votedFor === null ? 'free' : 'alreadyGranted';
}

function isGrant(why: VoteNote['vote']['why']): boolean {
  return why === 'free' || why === 'alreadyGranted';
}

/** §5.4.1: the later last term wins; with equal terms, the longer log. Equal logs are up to date. */
export function isUpToDate(theirs: LogEnd, mine: LogEnd): boolean {
  if (theirs.lastLogTerm !== mine.lastLogTerm) return theirs.lastLogTerm > mine.lastLogTerm;
  return theirs.lastLogIndex >= mine.lastLogIndex;
}

function answerVote(state: RaftState, output: Output, request: RequestVote, why: VoteNote['vote']['why']): void {
  const { id, currentTerm } = state;
  noteVote(state, output, request, why);
  const voteGranted = isGrant(why);
  send(output, { kind: 'requestVoteReply', from: id, to: request.from, term: currentTerm, voteGranted });
}

/** Counts one answer, once per voter. Only a candidate counts, and only voters in force. */
export function handleRequestVoteReply(state: RaftState, output: Output, reply: RequestVoteReply): void {
  const { role } = state;
  if (role.kind !== 'candidate') return ignore(output, reply.from, reply.kind, 'notCandidate');
  if (tally(state, output, reply, role)) countVotes(state, output, role);
}

/** An answer about another term than the next one is of an earlier attempt. */
export function handlePreVoteReply(state: RaftState, output: Output, reply: PreVoteReply): void {
  const { role } = state;
  if (role.kind !== 'preCandidate') return ignore(output, reply.from, reply.kind, 'notCandidate');
  if (reply.voteGranted && reply.term !== state.currentTerm + 1)
    return ignore(output, reply.from, reply.kind, 'staleTerm');
  if (tally(state, output, reply, role)) countPreVotes(state, output, role);
}

/** False when the answer does not count. */
function tally(
  state: RaftState,
  output: Output,
  { from, kind, voteGranted }: RequestVoteReply | PreVoteReply,
  { votes }: Candidate | PreCandidate,
): boolean {
  const { configuration } = state.log;
  const why = !isVoter(configuration, from) ? 'notVoter' : votes.has(from) ? 'duplicateVote' : null;
  if (why !== null) {
    ignore(output, from, kind, why);
    return false;
  }
  votes.set(from, voteGranted);
  const haveOf = (set: readonly NodeId[]) => set.filter((id) => votes.get(id) === true).length;
  const needOf = (set: readonly NodeId[]) => (set.length === 0 ? 0 : majorityOf(set.length));
  const { voters, outgoing } = configuration;
  output.notes.push({
    ev: 'raft.tally',
    tally: {
      from,
      preVote: kind === 'preVoteReply',
      granted: voteGranted,
      have: haveOf(voters),
      need: needOf(voters),
      haveOutgoing: haveOf(outgoing),
      needOutgoing: needOf(outgoing),
    },
  });
  return true;
}

function countPreVotes(state: RaftState, output: Output, { votes }: PreCandidate): void {
  if (voteResult(state.log.configuration, (id) => votes.get(id)) !== 'won') return;
  campaign(state, output, 'majorityOfPreVotes', grantedBy(votes));
}

function countVotes(state: RaftState, output: Output, { votes }: Candidate): void {
  if (voteResult(state.log.configuration, (id) => votes.get(id)) !== 'won') return;
  becomeLeader(state, output, grantedBy(votes));
}

function grantedBy(votes: ReadonlyMap<NodeId, boolean>): NodeId[] {
  return [...votes].filter(([, granted]) => granted).map(([id]) => id);
}

function noteTimeout(output: Output, why: TimeoutNote['timeout']['why']): void {
  output.notes.push({ ev: 'raft.timeout', timeout: { timer: 'election', why } });
}

function noteVote(state: RaftState, output: Output, request: RequestVote | PreVote, why: VoteNote['vote']['why']) {
  const theirs: LogEnd = { lastLogIndex: request.lastLogIndex, lastLogTerm: request.lastLogTerm };
  output.notes.push({
    ev: 'raft.vote',
    vote: {
      candidate: request.from,
      preVote: request.kind === 'preVote',
      granted: isGrant(why),
      why,
      votedFor: state.votedFor,
      mine: logEnd(state),
      theirs,
    },
  });
}

function ignore(output: Output, from: NodeId, message: MessageKind, why: IgnoreNote['ignore']['why']): void {
  output.notes.push({ ev: 'raft.ignore', ignore: { from, message, why } });
}

function logEnd(state: RaftState): LogEnd {
  return { lastLogIndex: lastLogIndex(state.log), lastLogTerm: lastLogTerm(state.log) };
}
