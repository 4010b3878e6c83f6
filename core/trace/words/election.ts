/** Terms, votes and roles in words (§5.1, §5.2, §5.4.1, thesis 4.2.3, 6.2, 9.6). */
import type { EventOf } from '../events.ts';
import { count, list, logEnd } from './grammar.ts';

export function timeoutWords({ node, timeout }: EventOf<'raft.timeout'>): string {
  switch (timeout.why) {
    case 'elapsed':
      return `${node}'s election timer ran out: it heard from no leader in time.`;
    case 'requested':
      return `${node}'s election timer was made to fire.`;
    case 'leaderAsked':
      return `${node} does not wait for its election timer: the leader asked it to take over.`;
    case 'promisedPatience':
      return `${node} holds no election yet, though it was told to: the leader's lease rests on its patience.`;
    default:
      return timeout.why satisfies never;
  }
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
      if (role.to === 'preCandidate')
        return `${node} asks whether it could win an election: its election timer ran out.`;
      return `${node} became candidate of term ${state.currentTerm}: its election timer ran out.`;
    case 'majorityOfPreVotes':
      return `${node} became candidate of term ${state.currentTerm}: ${list(role.votes)} would vote for it.`;
    case 'leaderAsked':
      return `${node} became candidate of term ${state.currentTerm}: the leader asked it to take over.`;
    case 'majorityOfVotes':
      return `${node} became leader of term ${state.currentTerm} with the votes of ${list(role.votes)}.`;
    case 'higherTermSeen':
      return `${node} went from ${role.from} to ${role.to}: it saw a higher term.`;
    case 'noQuorum':
      return `${node} went from ${role.from} to ${role.to}: no majority answered it within an election timeout.`;
    case 'removed':
      return `${node} went from ${role.from} to ${role.to}: the membership has no vote for it.`;
    case 'leaderOfThisTerm':
      return `${node} went from ${role.from} to ${role.to}: term ${state.currentTerm} has a leader.`;
    default:
      return role.why satisfies never;
  }
}

export function voteWords(event: EventOf<'raft.vote'>): string {
  const { node, vote, state } = event;
  if (vote.preVote === true) return preVoteWords(event);
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
    case 'leaderAlive':
      return `${refused}: it hears from the leader of term ${term}.`;
    default:
      return why satisfies never;
  }
}

/** Nothing is promised: it only says what it would do (thesis 9.6). */
function preVoteWords({ node, vote, state }: EventOf<'raft.vote'>): string {
  const { candidate, granted, why, mine, theirs } = vote;
  const ends = `${candidate}'s log ends ${logEnd(theirs)}, its own ${logEnd(mine)}`;
  if (granted) return `${node} would vote for ${candidate}: ${ends}.`;
  const refused = `${node} would not vote for ${candidate}`;
  switch (why) {
    case 'staleTerm':
      return `${refused}: ${candidate} would stand in a term that is not newer than ${state.currentTerm}.`;
    case 'logBehind':
      return `${refused}: ${ends}.`;
    case 'leaderAlive':
      return `${refused}: it hears from the leader of term ${state.currentTerm}.`;
    default:
      return `${refused}: its vote of term ${state.currentTerm} is given away.`;
  }
}

export function tallyWords({ node, tally }: EventOf<'raft.tally'>): string {
  const { from, preVote, granted, have, need, haveOutgoing = 0, needOutgoing = 0 } = tally;
  const joint = needOutgoing === 0 ? '' : `, and ${haveOutgoing} of ${needOutgoing} of the old members`;
  if (preVote === true) {
    return `${node} learned that ${from} would ${granted ? '' : 'not '}vote for it: it could have ${count(have, 'vote', 'votes')} of ${need} needed${joint}.`;
  }
  const answer = granted ? 'vote' : 'refusal';
  return `${node} counted the ${answer} of ${from}: it has ${count(have, 'vote', 'votes')} of ${need} needed${joint}.`;
}

export function leaderWords({ node, leader, state }: EventOf<'raft.leader'>): string {
  if (leader.id === null) return `${node} knows no leader of term ${state.currentTerm}.`;
  if (leader.id === node) return `${node} leads term ${state.currentTerm}.`;
  return `${node} learned that ${leader.id} leads term ${state.currentTerm}.`;
}
