/** nextIndex, gaps, messages and refusals in words (§5.3). */
import { kindNames } from '../../../../core/trace/words/kinds.ts';
import type { GapHolds, MessageHolds, NextIndexHolds, RefusalHolds } from '../../../../core/why/holds.ts';
import { durationText } from '../../../parts/format.ts';
import { hindranceText } from './hindrances.ts';

export function nextIndexText(holds: NextIndexHolds): string {
  const { leader, peer } = holds;
  switch (holds.verdict) {
    case 'neverWentBack':
      return `${leader} has not taken nextIndex of ${peer} back.`;
    case 'elected':
      return `${leader} is a new leader: it begins with nextIndex ${holds.nextIndex} for ${peer}, after its own last entry, and does not know yet where their logs agree.`;
    case 'logTooShort':
      return `${leader} took nextIndex of ${peer} back${from(holds.before)} to ${holds.nextIndex}: ${peer} has no entry ${holds.prevLogIndex ?? ''} to compare, its log ends before.`;
    case 'conflict':
      return `${leader} took nextIndex of ${peer} back${from(holds.before)} to ${holds.nextIndex}: at ${holds.prevLogIndex ?? ''} ${peer} has an entry of another term, ${holds.conflictTerm ?? '?'}, whose first stands at ${holds.conflictIndex ?? '?'}. ${ownOfTerm(holds)}`;
    default:
      return holds satisfies never;
  }
}

function from(before: number | null): string {
  return before === null ? '' : ` from ${before}`;
}

function ownOfTerm({
  leader,
  leadersLastOfTerm,
  conflictTerm,
}: Extract<NextIndexHolds, { conflictTerm: unknown }>): string {
  if (leadersLastOfTerm === null)
    return `${leader} has no entry of that term, so it goes back over all of them at once.`;
  return `${leader}’s own last entry of term ${conflictTerm ?? '?'} is ${leadersLastOfTerm}: it tries after that.`;
}

export function gapText(holds: GapHolds): string {
  const { node } = holds;
  switch (holds.verdict) {
    case 'leads':
      return `${node} leads: its own log is the measure.`;
    case 'inStep':
      return `${node} lacks nothing that its leader has.`;
    case 'noLeader':
      return 'Nobody leads, so no log is the measure of the others.';
    case 'behind':
      return `${node} lacks entries up to ${holds.leadersLast} of ${holds.leader}, which knows that they agree up to ${holds.matchIndex}. ${hindranceText(holds.hindrance)}.`;
    case 'conflicts':
      return `${node} has entries that ${holds.leader} does not have; they will be cut off. They agree up to ${holds.matchIndex}, as ${holds.leader} knows. ${hindranceText(holds.hindrance)}.`;
    default:
      return holds satisfies never;
  }
}

const drops: { readonly [Why in Extract<MessageHolds, { why: string }>['why']]: string } = {
  cut: 'its link was cut',
  loss: 'the link lost it, as its rule says',
  down: 'its receiver was down',
  dropped: 'it was dropped by hand',
  disconnected: 'there was no connection',
  malformed: 'it could not be read',
  overflow: 'too many were waiting',
  duplicated: 'it was a copy',
  held: 'it was held',
};

export function messageText(holds: MessageHolds): string {
  const message = `The message from ${holds.from} to ${holds.to}`;
  switch (holds.verdict) {
    case 'received':
      return `${message} was delivered.`;
    case 'unknownMessage':
      return `${message} has not been sent yet.`;
    case 'dropped':
      return `${message} was lost: ${drops[holds.why]}.`;
    case 'held':
      return `${message} is held: it waits to be delivered by hand.`;
    case 'underWay':
      return `${message} is on its way${holds.delayMs > 0 ? `, for about ${durationText(holds.delayMs * 1000)}` : ''}.${holds.hindrance === null ? '' : ` ${hindranceText(holds.hindrance)}.`}`;
    default:
      return holds satisfies never;
  }
}

export function refusalText(holds: RefusalHolds): string {
  switch (holds.verdict) {
    case 'notARefusal':
      return 'Nothing was refused here.';
    case 'operation': {
      const outcome =
        holds.outcome === 'fail'
          ? 'was refused and never takes effect'
          : 'has an unknown outcome: it may take effect, or not';
      return `The operation of ${holds.client} ${outcome}${holds.why === null ? '' : `: ${holds.why}`}.`;
    }
    case 'change':
      return `${holds.node} refused the change of membership: ${holds.why === null ? 'it gave no reason' : changeReasons[holds.why]}.`;
    case 'transfer':
      return `${holds.node} ${holds.stage === 'refused' ? 'refused to hand over' : 'gave up handing over'} to ${holds.target}: ${holds.why === null ? 'it gave no reason' : transferReasons[holds.why]}.`;
    case 'ignored':
      return `${holds.node} left the ${kindNames[holds.message]} of ${holds.from} aside: ${ignoreReasons[holds.why]}.`;
    default:
      return holds satisfies never;
  }
}

type ReasonOf<Verdict extends RefusalHolds['verdict']> = Exclude<
  Extract<RefusalHolds, { verdict: Verdict; why: unknown }>['why'],
  null
>;

const changeReasons: { readonly [Why in ReasonOf<'change'>]: string } = {
  noVoters: 'nobody would have a vote',
  tooManyVoterChanges: 'a simple change may change one vote only; this one needs joint consensus',
  joint: 'the cluster is in joint consensus',
  notJoint: 'the cluster is not in joint consensus',
  noChange: 'it would change nothing',
  notLeader: 'it does not lead',
  transferring: 'it is handing over the lead',
  changeInProgress: 'the change before is not committed yet, and only one may be under way',
  noOwnTermCommit: 'it has committed nothing of its own term yet',
  notCaughtUp: 'the new member has not caught up',
};

const transferReasons: { readonly [Why in ReasonOf<'transfer'>]: string } = {
  notLeader: 'it does not lead',
  leadsAlready: 'that server leads already',
  notMember: 'that server is no member',
  notVoter: 'that server has no vote',
  inProgress: 'another transfer is under way',
  targetBehind: 'its log was still behind',
  timeLimit: 'the time was up',
  targetRemoved: 'that server was removed',
  replaced: 'another transfer took its place',
};

const ignoreReasons: { readonly [Why in ReasonOf<'ignored'>]: string } = {
  staleTerm: 'it is of an older term',
  notCandidate: 'it is no candidate any more',
  notFollower: 'it is no follower',
  notMember: 'the sender is no member',
  earlierMembership: 'it answers something from before the sender was removed and added again',
  notLeader: 'it does not lead any more',
  notVoter: 'the sender has no vote',
  duplicateVote: 'that vote was counted before',
  oldNews: 'a newer answer has come before',
  beyondLog: 'it speaks of entries that were never there',
  notForMe: 'it is for another server',
};
