/** Mistakes of voters and of those who count votes (§5.2, §5.4.1). */

import type { Input } from '../raft/duties.ts';
import { becomeLeader } from '../raft/leading.ts';
import { lastLogIndex, lastLogTerm } from '../raft/log.ts';
import type { Message, PreVote, RequestVote } from '../raft/messages.ts';
import { majorityOf } from '../raft/quorum.ts';
import { step } from '../raft/step.ts';
import type { RaftState, Role } from '../raft/types.ts';
import { adding, type Bug, ownStep } from './bug.ts';

/** Crash and restart between two requests of one term, and this server has voted for both candidates. */
export const voteNotSaved: Bug = {
  name: 'vote-not-saved',
  title: 'A server saves its term, but not whom it voted for in it.',
  paper: 'Figure 2',
  history: null,
  plant: () =>
    adding((_, output) => {
      const { save } = output;
      if (save?.hardState == null) return;
      output.save = { ...save, hardState: { ...save.hardState, votedFor: null } };
    }),
};

/** The new leader lacks what was committed, and makes everybody cut it off. */
export const voteToStaleLog: Bug = {
  name: 'vote-to-stale-log',
  title: 'A voter does not look whether the log of the candidate is as far as its own.',
  paper: '5.4.1',
  history: null,
  plant: () => ({ step: (state, input, now) => step(state, asIfUpToDate(state, input), now) }),
};

function asIfUpToDate({ log }: RaftState, input: Input): Input {
  if (input.kind !== 'receive' || !isRequest(input.message)) return input;
  const { message } = input;
  return {
    kind: 'receive',
    message: {
      ...message,
      lastLogTerm: Math.max(message.lastLogTerm, lastLogTerm(log)),
      lastLogIndex: Math.max(message.lastLogIndex, lastLogIndex(log)),
    },
  };
}

function isRequest(message: Message): message is RequestVote | PreVote {
  return message.kind === 'requestVote' || message.kind === 'preVote';
}

/** One voter whose answer the network brings twice is a majority of three together with the candidate's own vote. */
export const duplicateVotes: Bug = {
  name: 'duplicate-votes',
  title: 'A candidate counts the answers instead of the servers that gave them.',
  paper: '5.2',
  history: null,
  plant: () => {
    const granted = new WeakMap<Role, number>();
    return {
      step: (state, input, now) => {
        const { role } = state;
        if (role.kind !== 'candidate' || !isVoteFor(state, input)) return step(state, input, now);
        const votes = (granted.get(role) ?? 1) + 1;
        granted.set(role, votes);
        if (votes < majorityOf(state.log.configuration.voters.length)) return step(state, input, now);
        return ownStep(state, now, (output) => becomeLeader(state, output, [...role.votes.keys()]));
      },
    };
  },
};

function isVoteFor({ id, currentTerm }: RaftState, input: Input): boolean {
  if (input.kind !== 'receive' || input.message.kind !== 'requestVoteReply') return false;
  const { to, term, voteGranted } = input.message;
  return to === id && term === currentTerm && voteGranted;
}
