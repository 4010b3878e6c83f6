/** Terms and the way back to follower (§5.1, Figure 4). */

import type { Output } from './duties.ts';
import { ensure } from './invariant.ts';
import type { RoleNote, TermNote } from './notes.ts';
import { nextRandom } from './random.ts';
import { failReads } from './reads.ts';
import type { NodeId, RaftState, Role } from './types.ts';

/** Draws a fresh timeout from [T, 2T] and starts the election timer with it (§5.2). */
export function resetElectionTimer(state: RaftState, output: Output): void {
  const { state: random, fraction } = nextRandom(state.random);
  state.random = random;
  output.timers.push({ timer: 'election', afterMs: state.options.electionTimeoutMs * (1 + fraction) });
}

/**
 * Raises currentTerm. The vote belongs to a term, so this is the only place that clears it; so does a snapshot that is
 * being received, since the next leader may send another one.
 */
export function raiseTerm(state: RaftState, output: Output, to: number, reason: Omit<TermNote['term'], 'from' | 'to'>) {
  const from = state.currentTerm;
  ensure(to > from, `Term ${to} cannot follow term ${from}.`);
  state.currentTerm = to;
  state.votedFor = null;
  state.incoming = null;
  output.notes.push({ ev: 'raft.term', term: { from, to, ...reason } });
  setLeader(state, output, null);
}

/** §5.1: whoever sees a higher term, in any message, follows it before it looks at the message. */
export function adoptTerm(state: RaftState, output: Output, term: number, seenFrom: NodeId): void {
  raiseTerm(state, output, term, { why: 'higherTermSeen', seenFrom });
  if (state.role.kind !== 'follower') becomeFollower(state, output, 'higherTermSeen');
}

type ReasonToFollow = 'higherTermSeen' | 'leaderOfThisTerm' | 'noQuorum' | 'removed';

/** A candidate or leader stands back. The timers of these roles stop; the election timer starts. */
export function becomeFollower(state: RaftState, output: Output, why: ReasonToFollow): void {
  const { role } = state;
  changeRole(state, output, { kind: 'follower' }, why, []);
  output.timers.push({ timer: 'heartbeat', afterMs: null });
  if (role.kind === 'leader') {
    output.timers.push({ timer: 'quorum', afterMs: null }, { timer: 'transfer', afterMs: null });
    failReads(state, output, role);
  }
  resetElectionTimer(state, output);
}

export function changeRole(
  state: RaftState,
  output: Output,
  to: Role,
  why: RoleNote['role']['why'],
  votes: readonly NodeId[],
): void {
  output.notes.push({ ev: 'raft.role', role: { from: state.role.kind, to: to.kind, why, votes } });
  state.role = to;
}

/** Records who leads this term, as far as this server knows. */
export function setLeader(state: RaftState, output: Output, id: NodeId | null): void {
  if (state.leaderId === id) return;
  state.leaderId = id;
  output.notes.push({ ev: 'raft.leader', leader: { id } });
}
