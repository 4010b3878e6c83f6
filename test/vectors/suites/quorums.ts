/** Files 07 and 08: majorities of one set of voters and of both sets of joint consensus (§5.2, §6). */
import * as v from 'valibot';
import { quorumIndex, voteResult } from '../../../core/raft/quorum.ts';
import { type Vector, voterSets } from '../format.ts';
import { configurationOf, numberOf } from '../server.ts';
import { compare, type Verdict } from '../verdict.ts';

const acknowledged = v.strictObject({ voters: voterSets, acked: v.record(v.string(), v.number()) });
const voted = v.strictObject({ voters: voterSets, votes: v.record(v.string(), v.boolean()) });

export function judgeQuorumIndex(vector: Vector): Verdict {
  const { voters, acked } = v.parse(acknowledged, vector.given);
  const index = quorumIndex(configurationOf(voters), (id) => acked[String(numberOf(id))] ?? 0);
  return compare(vector.then ?? {}, { index }, vector.alsoOk);
}

export function judgeQuorumVote(vector: Vector): Verdict {
  const { voters, votes } = v.parse(voted, vector.given);
  const result = voteResult(configurationOf(voters), (id) => votes[String(numberOf(id))]);
  return compare(vector.then ?? {}, { result }, vector.alsoOk);
}
