/** File 16, why only one voter may change at a time: majorities of the two sets must overlap (thesis 4.1, Figure 4.3). */
import * as v from 'valibot';
import { voteResult } from '../../../../core/raft/quorum.ts';
import type { NodeId } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { configurationOf, nameOf } from '../../server.ts';
import { compare, type Verdict } from '../../verdict.ts';

const pair = v.strictObject({ old: v.array(v.number()), new: v.array(v.number()) });

/** They do not when some servers can decide for the one set while all the others decide for the other. */
export function judgeOverlap(vector: Vector): Verdict {
  const { old: before, new: after } = v.parse(pair, vector.given);
  const everyone = [...new Set([...before, ...after])].map(nameOf);
  const apart = subsetsOf(everyone).some(
    (some) => decides(before, (id) => some.includes(id)) && decides(after, (id) => !some.includes(id)),
  );
  return compare(vector.then ?? {}, { answer: !apart });
}

function decides(voters: readonly number[], votes: (id: NodeId) => boolean): boolean {
  return voteResult(configurationOf([...voters]), votes) === 'won';
}

/** By counting: the bits of each number choose one subset. */
function subsetsOf(ids: readonly NodeId[]): NodeId[][] {
  return Array.from({ length: 2 ** ids.length }, (_, bits) => ids.filter((_id, at) => (bits >> at) % 2 === 1));
}
