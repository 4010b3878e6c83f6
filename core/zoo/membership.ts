/** Mistakes with changes of the membership (§6, thesis chapter 4). */
import type { ChangeRefusal, ConfigurationChange, Output } from '../raft/duties.ts';
import { appendAsLeader, sendToAll } from '../raft/leading.ts';
import { lastLogIndex } from '../raft/log.ts';
import { nextConfiguration } from '../raft/membership.ts';
import { followMembers } from '../raft/progress.ts';
import { hasCommittedInItsTerm } from '../raft/reads.ts';
import { step } from '../raft/step.ts';
import type { Configuration, Leadership, RaftState } from '../raft/types.ts';
import { type Bug, ownStep } from './bug.ts';

/** Majorities before the first and after the second need have no server in common. */
export const twoChangesAtOnce: Bug = {
  name: 'two-changes-at-once',
  title: 'A leader takes a membership change while an earlier one is not committed.',
  paper: 'thesis 4.1',
  history: null,
  plant: () => changing((state) => (hasCommittedInItsTerm(state) ? null : 'noOwnTermCommit')),
};

/** A change that an earlier leader left behind may still come back and be committed by servers that miss this one. */
export const changeBeforeOwnEntry: Bug = {
  name: 'change-before-own-entry',
  title: 'A new leader takes a membership change before an entry of its own term is committed.',
  paper: 'thesis 4.1',
  history: 'In the thesis itself: Diego Ongaro told raft-dev of it, with the remedy, in July 2015.',
  plant: () => changing(({ log, commitIndex }) => (log.configurationIndex > commitIndex ? 'changeInProgress' : null)),
};

/** The leader's handling of a change, with a condition of the bug's own. */
function changing(reasonToWait: (state: RaftState) => ChangeRefusal | null): ReturnType<Bug['plant']> {
  return {
    step: (state, input, now) => {
      const { role } = state;
      if (input.kind !== 'change' || role.kind !== 'leader') return step(state, input, now);
      return ownStep(state, now, (output) => {
        const why = takeChange(state, output, role, input.change, reasonToWait(state));
        const { requestId } = input;
        if (why === null) output.requests.push({ requestId, accepted: true, index: lastLogIndex(state.log) });
        else output.requests.push({ requestId, accepted: false, why, leaderId: state.leaderId });
      });
    },
  };
}

function takeChange(
  state: RaftState,
  output: Output,
  leader: Leadership,
  change: ConfigurationChange,
  reasonToWait: ChangeRefusal | null,
): ChangeRefusal | null {
  const next = nextConfiguration(state.log.configuration, change);
  if (reasonToWait !== null) return reasonToWait;
  if (!next.ok) return next.why;
  if (isLagging(leader, next.configuration)) return 'notCaughtUp';
  appendAsLeader(state, output, [{ kind: 'configuration', configuration: next.configuration }], 'change');
  followMembers(state, output, leader, 'added');
  sendToAll(state, output, leader);
  return null;
}

function isLagging({ progress }: Leadership, { voters }: Configuration): boolean {
  return voters.some((id) => progress.get(id)?.catchUp?.isDone === false);
}
