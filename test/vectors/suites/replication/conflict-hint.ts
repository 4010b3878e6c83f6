/** File 04: what a refusing follower reports, and where the leader goes on (§5.3). */
import * as v from 'valibot';
import { nextIndexAfter } from '../../../../core/raft/answers.ts';
import { conflictAt } from '../../../../core/raft/following.ts';
import { logNotation, type Vector } from '../../format.ts';
import { serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';

const logs = v.strictObject({ method: v.literal('term-first'), followerLog: logNotation, leaderLog: logNotation });
const probe = v.strictObject({ prevIndex: v.number(), prevTerm: v.number() });

/** `nextSimple` belongs to the other published rule of the leader; ours is `next`. */
export function judgeConflictHint(vector: Vector): Verdict {
  const { followerLog, leaderLog } = v.parse(logs, vector.given);
  const { prevIndex } = v.parse(probe, vector.when);
  const follower = serverOf(v.parse(serverGiven, { log: followerLog }));
  const leader = serverOf(v.parse(serverGiven, { log: leaderLog, role: 'leader', self: 2 }));
  const hint = conflictAt(follower, prevIndex);
  const { nextSimple: _otherRule, ...expected } = vector.then ?? {};
  return compare(expected, { hint, next: nextIndexAfter(leader, hint) }, vector.alsoOk);
}
