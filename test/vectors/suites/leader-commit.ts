/** File 06: the leader's commit rule (§5.3, §5.4.2, Figure 8). */
import * as v from 'valibot';
import { advanceCommitIndex } from '../../../core/raft/commitment.ts';
import { emptyOutput } from '../../../core/raft/output.ts';
import type { Vector } from '../format.ts';
import { nameOf, serverGiven, serverOf } from '../server.ts';
import { compare, failed, type Verdict } from '../verdict.ts';

const stored = v.record(v.string(), v.number());

export function judgeLeaderCommit(vector: Vector): Verdict {
  const { match, ...given } = vector.given;
  const state = serverOf(v.parse(serverGiven, { ...given, role: 'leader' }));
  if (state.role.kind !== 'leader') return failed('the server does not lead');
  const { progress } = state.role;
  state.durableIndex = 0;
  for (const [server, index] of Object.entries(v.parse(stored, match))) {
    const peer = progress.get(nameOf(Number(server)));
    if (nameOf(Number(server)) === state.id) state.durableIndex = index;
    else if (peer !== undefined) peer.matchIndex = index;
  }
  advanceCommitIndex(state, emptyOutput(), progress);
  return compare(vector.then ?? {}, { commit: state.commitIndex }, vector.alsoOk);
}
