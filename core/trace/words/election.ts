/** Terms, votes and roles in words (§5.1, §5.2, §5.4.1). */
import type { EventOf } from '../events.ts';
import { count, list, logEnd } from './grammar.ts';

export function timeoutWords({ node, timeout }: EventOf<'raft.timeout'>): string {
  if (timeout.why === 'requested') return `${node}'s election timer was made to fire.`;
  return `${node}'s election timer ran out: it heard from no leader in time.`;
}

export function termWords({ node, term }: EventOf<'raft.term'>): string {
  switch (term.why) {
    case 'startedElection':
      return `${node} began term ${term.to} to stand for election.`;
    case 'higherTermSeen':
      return `${node} moved from term ${term.from} to term ${term.to}, which it saw in a message of ${term.seenFrom}.`;
    default:
      return term.why satisfies never;
  }
}

export function roleWords({ node, role, state }: EventOf<'raft.role'>): string {
  switch (role.why) {
    case 'electionTimeout':
      return `${node} became candidate of term ${state.currentTerm}: its election timer ran out.`;
    case 'majorityOfVotes':
      return `${node} became leader of term ${state.currentTerm} with the votes of ${list(role.votes)}.`;
    case 'higherTermSeen':
      return `${node} went from ${role.from} to ${role.to}: it saw a higher term.`;
    case 'leaderOfThisTerm':
      return `${node} went from ${role.from} to ${role.to}: term ${state.currentTerm} has a leader.`;
    default:
      return role.why satisfies never;
  }
}

export function voteWords({ node, vote, state }: EventOf<'raft.vote'>): string {
  const { candidate, why, votedFor, mine, theirs } = vote;
  const term = state.currentTerm;
  const refused = `${node} refused its vote to ${candidate}`;
  const ends = `${candidate}'s log ends ${logEnd(theirs)}, its own ${logEnd(mine)}`;
  switch (why) {
    case 'free':
      return `${node} voted for ${candidate} in term ${term}: ${ends}.`;
    case 'alreadyGranted':
      return `${node} voted for ${candidate} in term ${term} before, and said so again.`;
    case 'ownVote':
      return `${refused}: it voted for itself in term ${term}.`;
    case 'staleTerm':
      return `${refused}: ${candidate} asked in a term older than ${term}.`;
    case 'votedForAnother':
      return `${refused}: it voted for ${votedFor} in term ${term}.`;
    case 'logBehind':
      return `${refused}: ${ends}.`;
    default:
      return why satisfies never;
  }
}

export function tallyWords({ node, tally }: EventOf<'raft.tally'>): string {
  const answer = tally.granted ? 'vote' : 'refusal';
  return `${node} counted the ${answer} of ${tally.from}: it has ${count(tally.have, 'vote', 'votes')} of ${tally.need} needed.`;
}

export function leaderWords({ node, leader, state }: EventOf<'raft.leader'>): string {
  if (leader.id === null) return `${node} knows no leader of term ${state.currentTerm}.`;
  if (leader.id === node) return `${node} leads term ${state.currentTerm}.`;
  return `${node} learned that ${leader.id} leads term ${state.currentTerm}.`;
}
