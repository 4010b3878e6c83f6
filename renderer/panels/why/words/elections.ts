/** Votes, elections, stepping down, and what keeps a server from leading, in words (§5.1, §5.2, §5.4.1). */
import type { LeadHolds, MajorityCounts, RoleHolds, VoteHolds } from '../../../../core/why/holds.ts';
import { durationText, listText } from '../../../parts/format.ts';
import { hindrancesText, hindranceText } from './hindrances.ts';

export function voteText(holds: VoteHolds): string {
  if (holds.verdict === 'notAsked') {
    const why = holds.hindrance === null ? '' : ` ${hindranceText(holds.hindrance)}.`;
    return `${holds.voter} has not been asked by ${holds.candidate}.${why}`;
  }
  const { voter, candidate, preVote, why } = holds;
  const said = preVote ? 'said that it would' : 'did';
  if (holds.verdict === 'granted')
    return `${voter} ${preVote ? 'would vote' : 'voted'} for ${candidate}${grantReason(why)}.`;
  return `${voter} ${said} not vote for ${candidate}: ${refusalReason(holds)}.`;
}

function grantReason(why: string): string {
  if (why === 'alreadyGranted') return ': it had done so before in this term, and said it again';
  return ': its vote was free, and the candidate’s log is at least as up to date as its own';
}

function refusalReason({
  why,
  candidate,
  term,
  askedTerm,
  votedFor,
  preVote,
}: Extract<VoteHolds, { why: string }>): string {
  switch (why) {
    case 'logBehind':
      return `the log of ${candidate} ends before its own, so ${candidate} may lack what is committed`;
    case 'votedForAnother':
      return `in term ${term} its vote is given to ${votedFor}, and a server votes once in a term`;
    case 'ownVote':
      return `in term ${term} it stands itself and has voted for itself`;
    case 'staleTerm':
      return `${candidate} asked ${preVote ? 'about' : 'in'} term ${askedTerm ?? '?'}, and this server is in term ${term} already`;
    case 'leaderAlive':
      return 'it hears from a leader, or leads itself, and helps nobody to replace it';
    default:
      return 'its vote is not free';
  }
}

export function roleText(holds: RoleHolds): string {
  const { node, term } = holds;
  switch (holds.verdict) {
    case 'neverChanged':
      return `${node} has been a follower since it started.`;
    case 'timedOut':
      return timedOutText(holds);
    case 'requested':
      return `${node} began an election because its timer was made to fire by hand.`;
    case 'leaderAsked':
      return `${node} began an election of term ${term} because ${holds.leader ?? 'the leader'} asked it to take over.`;
    case 'elected':
      return `${node} became leader of term ${term} with the votes of ${listText(holds.votes)}.`;
    case 'higherTerm':
      return `${node} stepped down from ${roleWord(holds.from)}: it was in term ${holds.oldTerm} and saw term ${term} in a message of ${holds.seenFrom ?? 'another server'}.`;
    case 'leaderHeard':
      return `${node} gave up being ${roleWord(holds.from)}: ${holds.leader ?? 'another server'} leads term ${term}.`;
    case 'noQuorum':
      return `${node} stepped down: in a whole election timeout no majority answered it. ${hindrancesText(holds.missing)}.`;
    case 'removed':
      return `${node} stepped down: the membership of entry ${holds.index} has no vote for it.`;
    default:
      return holds satisfies never;
  }
}

function roleWord(role: string): string {
  return role === 'preCandidate' ? 'pre-candidate' : role;
}

type TimedOut = Extract<RoleHolds, { verdict: 'timedOut' }>;

function timedOutText(holds: TimedOut): string {
  const { node, leader, silentFor, term, to } = holds;
  const did = to === 'candidate' ? `began an election of term ${term}` : 'asked whether it could win an election';
  if (leader === null || silentFor === null)
    return `${node} ${did}: its timer ran out before it heard from any leader.`;
  return `${node} ${did}: it had not heard from ${leader} for ${durationText(silentFor)}. ${silenceText(holds, leader)}.`;
}

function silenceText({ silence, lost, node }: TimedOut, leader: string): string {
  switch (silence) {
    case 'leaderDown':
      return `${leader} had stopped`;
    case 'leaderPaused':
      return `${leader} was paused`;
    case 'leaderStoodBack':
      return `${leader} had stepped down`;
    case 'selfPaused':
      return `${node} itself had been paused`;
    case 'cut':
      return `The link was cut: ${lost} of ${leader}’s messages were lost on it`;
    case 'lost':
      return `${lost} of ${leader}’s messages were lost on the way`;
    case 'late':
      return `${leader} had sent more, which had not arrived yet`;
    case 'noneSent':
      return `${leader} had sent nothing more`;
    case 'neverHeard':
      return 'It had heard from no leader';
    default:
      return silence satisfies never;
  }
}

export function leadText(holds: LeadHolds): string {
  const { node } = holds;
  switch (holds.verdict) {
    case 'leads':
      return holds.newer === null
        ? `${node} leads term ${holds.term}.`
        : `${node} still thinks that it leads term ${holds.term}; ${holds.newer} leads a newer one.`;
    case 'notRunning':
      return `${node} cannot become leader: it ${notRunning[holds.why]}.`;
    case 'notVoter':
      return `${node} cannot become leader: it ${holds.place === 'learner' ? 'is a learner' : 'is no member'} and has no vote.`;
    case 'unreachable':
      return `${node} cannot become leader: it reaches no majority. ${votesText(holds, 'It')}. ${hindrancesText(holds.refusals)}.`;
    case 'logBehind':
      return `${node} cannot become leader: its log is behind a majority’s, and ${listText(holds.refusals.map(({ server }) => server))} would refuse.`;
    case 'leaderAlive':
      return `${node} cannot become leader while there is one: ${listText(holds.refusals.map(({ server }) => server))} would refuse, for they hear from it or lead.`;
    case 'notEnough':
      return `${node} cannot become leader now: ${votesText(holds, 'it')}. ${hindrancesText(holds.refusals)}.`;
    case 'needsTime':
      return `Nothing stands in ${node}’s way: it could get the votes of ${listText(holds.could)}, and ${enoughText(holds)}. ${timeText(holds.timeLeft)}`;
    default:
      return holds satisfies never;
  }
}

function votesText({ have, need, haveOutgoing, needOutgoing }: MajorityCounts, it: string): string {
  if (needOutgoing === 0) return `${it} needs ${need} votes and could get ${have}`;
  return `${it} needs ${need} votes of C-new and could get ${have}, and ${needOutgoing} of C-old and could get ${haveOutgoing}: in joint consensus both majorities count`;
}

function enoughText({ need, needOutgoing }: MajorityCounts): string {
  return needOutgoing === 0 ? `${need} are enough` : `${need} of C-new with ${needOutgoing} of C-old are enough`;
}

const notRunning = {
  down: 'is down',
  halted: 'has halted',
  paused: 'is paused',
  notStarted: 'has not started',
} as const;

function timeText(timeLeft: number | null): string {
  return timeLeft === null ? 'No election timer runs.' : `Its election timer has ${durationText(timeLeft)} to go.`;
}
