/** File 06: the leader's commit rule (§5.3, §5.4.2, Figure 8). */
import * as v from 'valibot';
import { step } from '../../../../core/raft/step.ts';
import type { Vector } from '../../format.ts';
import { nameOf } from '../../server.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';

const stored = v.record(v.string(), v.number());

/** The leader's own disk reports, and that makes it look at what everyone stores. */
export function judgeLeaderCommit(vector: Vector): Verdict {
  const { match, ...given } = vector.given;
  const state = serverOf(v.parse(serverGiven, { ...given, role: 'leader' }));
  const peers = state.role.kind === 'leader' ? state.role.progress : new Map();
  let own = 0;
  for (const [server, index] of Object.entries(v.parse(stored, match))) {
    if (nameOf(Number(server)) === state.id) own = index;
    else if (peers.has(nameOf(Number(server)))) progressOf(state, Number(server)).matchIndex = index;
  }
  state.durableIndex = 0;
  state.pendingSaves = [{ saveId: 1, hasHardState: false, lastIndex: own }];
  step(state, { kind: 'saved', saveId: 1 }, NOW);
  return compare(vector.then ?? {}, { commit: state.commitIndex }, vector.alsoOk);
}
