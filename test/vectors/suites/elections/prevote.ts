/** File 11: Pre-Vote (thesis 9.6). The rule stands alone here; votes are not withheld. */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Output } from '../../../../core/raft/duties.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { nameOf, roleNotation } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';
import { durableAndVolatile, happen, observe } from '../one-server.ts';

const answers = v.strictObject({ preVoteReplies: v.array(v.tuple([v.number(), v.boolean(), v.number()])) });

export function judgePreVote(vector: Vector): Verdict {
  const state = serverOf(v.parse(serverGiven, vector.given), { preVote: true });
  const before = durableAndVolatile(state);
  const output = 'preVoteReplies' in vector.when ? hearAnswers(state, vector.when) : happen(state, vector.when);
  const { roleIn, ...expected } = vector.then ?? {};
  const seen = { ...observe(state, output), ...answerOf(output), durableWrites: output.save === null ? 0 : 1 };
  const role = roleNotation(state.role.kind);
  if (roleIn !== undefined && !v.parse(v.array(v.string()), roleIn).includes(role)) return failed(`role is ${role}`);
  const unchanged = isDeepStrictEqual(before, durableAndVolatile(state)) && output.timers.length === 0;
  return compare(expected, { ...seen, unchanged: unchanged && output.save === null }, vector.alsoOk);
}

function answerOf({ sendNow, sendAfterSave }: Output) {
  const reply = [...sendNow, ...sendAfterSave].find(({ kind }) => kind === 'preVoteReply');
  return { replyTerm: reply?.term };
}

/** In the order in which they arrive; the last step is what is looked at. */
function hearAnswers(state: RaftState, when: Vector['when']): Output {
  const outputs = v.parse(answers, when).preVoteReplies.map(([from, voteGranted, term]) => {
    const message = { kind: 'preVoteReply', from: nameOf(from), to: state.id, term, voteGranted } as const;
    return step(state, { kind: 'receive', message }, NOW);
  });
  const last = outputs.at(-1);
  if (last === undefined) throw new Error('no answer is listed');
  return last;
}
