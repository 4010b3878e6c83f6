/** The follower's side of log replication (§5.3): Figure 2, "AppendEntries RPC", receiver implementation. */
import { commitTo } from './commitment.ts';
import type { Output } from './duties.ts';
import { ensure } from './invariant.ts';
import { appendToLog, firstIndexOfTermAt, lastLogIndex, termAt, truncateLog } from './log.ts';
import type { AppendEntries, Conflict } from './messages.ts';
import type { CheckNote } from './notes.ts';
import { send } from './output.ts';
import { becomeFollower, resetElectionTimer, setLeader } from './roles.ts';
import type { Entry, NodeId, RaftState } from './types.ts';

/** Handles a request of this server's own term: the sender leads it. */
export function handleAppendEntries(state: RaftState, output: Output, request: AppendEntries): void {
  followLeader(state, output, request.from);
  const ownTerm = termAt(state.log, request.prevLogIndex);
  const matches = ownTerm === request.prevLogTerm || request.prevLogIndex < state.log.snapshotIndex;
  if (!matches) {
    refuse(state, output, request, ownTerm);
    return;
  }
  noteCheck(output, request, { success: true, why: 'matches', ownTerm, conflict: null });
  storeEntries(state, output, request);
  const verified = request.prevLogIndex + request.entries.length;
  commitTo(state, output, Math.min(request.leaderCommit, verified), 'leaderCommit');
  answer(state, output, request, { success: true, matchIndex: verified, conflict: null });
}

/** §5.1: a request of an older term is answered, never dropped, so that its sender learns the term and stands back. */
export function refuseStaleAppendEntries(state: RaftState, output: Output, request: AppendEntries): void {
  const ownTerm = termAt(state.log, request.prevLogIndex);
  noteCheck(output, request, { success: false, why: 'staleTerm', ownTerm, conflict: null });
  answer(state, output, request, { success: false, matchIndex: 0, conflict: null });
}

/** §5.2: a candidate that hears from the leader of its own term stands back; a follower waits anew. */
export function followLeader(state: RaftState, output: Output, leader: NodeId): void {
  const known = state.role.kind === 'leader' ? state.id : state.leaderId;
  ensure(known === null || known === leader, `${known} and ${leader} both lead term ${state.currentTerm}.`);
  setLeader(state, output, leader);
  state.withholdVotesUntil = state.now + state.options.electionTimeoutMs;
  if (state.role.kind === 'follower') resetElectionTimer(state, output);
  else becomeFollower(state, output, 'leaderOfThisTerm');
}

function refuse(state: RaftState, output: Output, request: AppendEntries, ownTerm: number | null): void {
  const conflict = conflictAt(state, request.prevLogIndex);
  const why = ownTerm === null ? 'logTooShort' : 'termConflict';
  noteCheck(output, request, { success: false, why, ownTerm, conflict });
  answer(state, output, request, { success: false, matchIndex: 0, conflict });
}

/** §5.3: what the follower reports: the conflicting term and its first index, or where its log ends. */
export function conflictAt(state: Pick<RaftState, 'log'>, prevLogIndex: number): Conflict {
  const term = termAt(state.log, prevLogIndex);
  if (term === null) return { term: null, index: lastLogIndex(state.log) + 1 };
  return { term, index: firstIndexOfTermAt(state.log, prevLogIndex) };
}

/** Figure 2, steps 3 and 4: cuts only at a real conflict, then appends what is not there yet. */
function storeEntries(state: RaftState, output: Output, request: AppendEntries): void {
  const missing = request.entries.findIndex(
    (entry) => entry.index > state.log.snapshotIndex && termAt(state.log, entry.index) !== entry.term,
  );
  if (missing === -1) return;
  const entries: readonly Entry[] = request.entries.slice(missing);
  const fromIndex = entries[0]?.index ?? 0;
  if (fromIndex <= lastLogIndex(state.log)) cutConflict(state, output, fromIndex, request.from);
  appendToLog(state.log, entries);
  output.notes.push({ ev: 'log.append', append: { entries, why: 'fromLeader' } });
}

/** What is cut is no longer on its way to the disk either: a late report of that save must not count it. */
function cutConflict(state: RaftState, output: Output, fromIndex: number, leader: NodeId): void {
  ensure(fromIndex > state.commitIndex, `${leader} contradicts committed entry ${fromIndex} of ${state.id}.`);
  const toIndex = lastLogIndex(state.log);
  truncateLog(state.log, fromIndex);
  state.durableIndex = Math.min(state.durableIndex, fromIndex - 1);
  for (const pending of state.pendingSaves) pending.lastIndex = Math.min(pending.lastIndex, fromIndex - 1);
  output.notes.push({ ev: 'log.truncate', truncate: { fromIndex, toIndex, leader } });
}

interface Verdict {
  readonly success: boolean;
  readonly matchIndex: number;
  readonly conflict: Conflict | null;
}

function answer(state: RaftState, output: Output, request: AppendEntries, verdict: Verdict): void {
  send(output, {
    kind: 'appendEntriesReply',
    from: state.id,
    to: request.from,
    term: state.currentTerm,
    prevLogIndex: request.prevLogIndex,
    ...verdict,
    round: request.round,
    configurationIndex: request.configurationIndex,
  });
}

type CheckReason = Pick<CheckNote['check'], 'success' | 'why' | 'ownTerm'> & { readonly conflict: Conflict | null };

function noteCheck(output: Output, request: AppendEntries, { success, why, ownTerm, conflict }: CheckReason): void {
  const { from, prevLogIndex, prevLogTerm } = request;
  const conflictIndex = conflict?.index ?? null;
  const conflictTerm = conflict?.term ?? null;
  // A plain heartbeat that agrees decides nothing: one note per beat would drown the others.
  if (success && request.entries.length === 0) return;
  output.notes.push({
    ev: 'raft.check',
    check: { from, success, why, prevLogIndex, prevLogTerm, ownTerm, conflictIndex, conflictTerm },
  });
}
