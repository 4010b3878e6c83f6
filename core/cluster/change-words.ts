/** Why a leader refused a membership change (§6, thesis chapter 4), as a sentence with what to do next. */
import type { ChangeRefusal, TransferRefusal } from '../raft/duties.ts';

const sentences: Readonly<Record<ChangeRefusal, string>> = {
  noVoters: 'The change would leave no server with a vote.',
  tooManyVoterChanges: 'More than one vote would change in one step. Use a joint change.',
  joint: 'The cluster is in a joint configuration, C-old,new. Leave it first.',
  notJoint: 'The cluster is in no joint configuration.',
  noChange: 'The membership is so already.',
  notLeader: 'The server that was asked does not lead any more. Ask again.',
  changeInProgress: 'Another change is in the log and not committed: one change at a time. Try again when it is.',
  noOwnTermCommit:
    'The leader has not committed an entry of its own term yet, and must before it may change the membership.',
  notCaughtUp: 'The learner that is to vote has not caught up yet. Try again in a moment.',
};

export function changeSentence(why: ChangeRefusal | TransferRefusal): string {
  return Object.entries(sentences).find(([name]) => name === why)?.[1] ?? `The leader refused: ${why}.`;
}
