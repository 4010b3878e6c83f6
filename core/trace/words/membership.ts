/** Who is in the cluster, and who shall lead it, in words (§6, thesis 3.10, 4.1, 4.2.1, 6.2). */
import type { ConfigurationRecord, EventOf } from '../events.ts';
import { duration, list } from './grammar.ts';

/** `S1, S2 and S3`, with C-old and the learners where there are any. */
export function membershipText({ voters, outgoing, learners }: ConfigurationRecord): string {
  const parts = [voters.length === 0 ? 'nobody' : list(voters)];
  if (outgoing.length > 0) parts.push(`jointly with ${list(outgoing)}`);
  if (learners.length > 0) parts.push(`with ${list(learners)} to learn`);
  return parts.join(', ');
}

export function configurationWords({ node, configuration }: EventOf<'raft.configuration'>): string {
  const { index, inForce, why } = configuration;
  const members = membershipText(inForce);
  switch (why) {
    case 'appended':
      return `${node} goes by the membership of index ${index} from now on: ${members}.`;
    case 'rolledBack':
      return `${node} goes back to the membership of index ${index}, for a newer one was cut from its log: ${members}.`;
    case 'installed':
      return `${node} goes by the membership of index ${index}, which came with the snapshot: ${members}.`;
    default:
      return why satisfies never;
  }
}

type Change = EventOf<'raft.change'>['change'];

export function changeWords({ node, change }: EventOf<'raft.change'>): string {
  const what = changeText(change);
  if (change.why === null) return `${node} accepted the change: ${what}.`;
  return `${node} refused the change (${what}): ${changeRefusals[change.why]}.`;
}

function changeText({ kind, operations }: Change): string {
  if (kind === 'leaveJoint') return 'joint consensus ends';
  const parts = operations.map(({ op, id }) => `${id} ${newPlaces[op]}`);
  return `${list(parts) || 'nothing'}${kind === 'joint' ? ', by joint consensus' : ''}`;
}

const newPlaces = { voter: 'gets a vote', learner: 'becomes a learner', remove: 'leaves' } as const;

const changeRefusals: { readonly [Why in NonNullable<Change['why']>]: string } = {
  noVoters: 'nobody would have a vote',
  tooManyVoterChanges: 'more than one voter would differ, which only joint consensus can do safely',
  joint: 'joint consensus must end first',
  notJoint: 'there is no joint consensus to end',
  noChange: 'nothing would change',
  notLeader: 'it is not the leader',
  transferring: 'it hands over the lead',
  changeInProgress: 'the change before it is not committed yet',
  noOwnTermCommit: 'it has committed no entry of its own term yet',
  notCaughtUp: 'a server that is to vote lags behind',
};

export function catchUpWords({ node, catchUp }: EventOf<'raft.catchUp'>): string {
  const { peer, round, targetIndex, lastRoundMs, isDone } = catchUp;
  const took = lastRoundMs === null ? '' : `, after a round of ${duration(Math.round(lastRoundMs * 1000))}`;
  if (isDone) return `${node} finds that ${peer} has caught up in round ${round}${took}.`;
  return `${node} begins round ${round} of catching ${peer} up to index ${targetIndex}${took}.`;
}

export function quorumWords({ node, quorum }: EventOf<'raft.quorum'>): string {
  const heard = quorum.heardFrom.length === 0 ? 'nobody' : `only ${list(quorum.heardFrom)}`;
  const missing = quorum.missing.length === 0 ? '' : `, and not from ${list(quorum.missing)}`;
  return `${node} heard from ${heard} within an election timeout${missing}: that is no majority.`;
}

type Transfer = EventOf<'raft.transfer'>['transfer'];

export function transferWords({ node, transfer }: EventOf<'raft.transfer'>): string {
  const { target, stage, why } = transfer;
  const reason = why === null ? '' : `: ${transferReasons[why].replaceAll('*', target)}`;
  switch (stage) {
    case 'begun':
      return `${node} begins to hand the lead over to ${target} and takes no commands meanwhile${reason}.`;
    case 'asked':
      return `${node} asked ${target} to hold an election at once${reason}.`;
    case 'refused':
      return `${node} refused to hand the lead over to ${target}${reason}.`;
    case 'abandoned':
      return `${node} no longer hands the lead over to ${target}${reason}.`;
    default:
      return stage satisfies never;
  }
}

/** `*` stands for the target. */
const transferReasons: { readonly [Why in NonNullable<Transfer['why']>]: string } = {
  notLeader: 'it is not the leader',
  leadsAlready: '* leads already',
  notMember: '* is no member',
  notVoter: '* has no vote',
  inProgress: 'it does so already',
  targetBehind: '* lacks entries, which it is sent first',
  timeLimit: '* did not take over within an election timeout',
  targetRemoved: '* was removed',
  replaced: 'another server was named',
};
