/** File 02: a candidate counts the answers of its term (§5.2). */
import * as v from 'valibot';
import { isVoter } from '../../../../core/raft/quorum.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { nameOf } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';

const tally = v.strictObject({ answers: v.array(v.tuple([v.number(), v.boolean()])) });

export function judgeElectionTally(vector: Vector): Verdict {
  const state = candidateOf(vector.given);
  for (const [from, voteGranted] of v.parse(tally, vector.when).answers) {
    const { id: to, currentTerm: term } = state;
    const message = { kind: 'requestVoteReply', from: nameOf(from), to, term, voteGranted } as const;
    step(state, { kind: 'receive', message }, NOW);
  }
  return compare(vector.then ?? {}, { leader: state.role.kind === 'leader', role: state.role.kind }, vector.alsoOk);
}

/** A voter campaigns by its timer. A server outside its own configuration starts as candidate: ours never campaigns. */
function candidateOf(given: Vector['given']): RaftState {
  const state = serverOf(v.parse(serverGiven, given));
  if (isVoter(state.log.configuration, state.id)) {
    step(state, { kind: 'timeout', timer: 'election', why: 'elapsed' }, NOW);
    return state;
  }
  return serverOf(v.parse(serverGiven, { ...given, role: 'candidate', term: 1, votedFor: 1 }));
}
