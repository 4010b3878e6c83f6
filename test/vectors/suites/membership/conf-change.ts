/** File 16: which membership may follow which, and the rules that guard a change (§6, thesis chapter 4). */
import * as v from 'valibot';
import type { ConfigurationChange } from '../../../../core/raft/duties.ts';
import { nextConfiguration } from '../../../../core/raft/membership.ts';
import type { Configuration } from '../../../../core/raft/types.ts';
import { changeOf, operationList } from '../../changes.ts';
import { type Vector, voterSets } from '../../format.ts';
import { configurationOf, nameOf, numbersOf, voterSetsOf } from '../../server.ts';
import { compare, type Verdict } from '../../verdict.ts';
import { judgeCatchUp } from './catch-up.ts';
import { judgeGuard } from './guards.ts';
import { judgeOverlap } from './overlap.ts';

const membership = v.strictObject({
  voters: voterSets,
  learners: v.array(v.number()),
  learnersNext: v.array(v.number()),
});
const arithmetic = v.strictObject({ op: v.picklist(['simple', 'enterJoint', 'leaveJoint']), ops: operationList });

const errors: Readonly<Record<string, string>> = {
  noVoters: 'no-voters',
  tooManyVoterChanges: 'too-many-voter-changes',
  joint: 'joint',
  notJoint: 'not-joint',
};

export function judgeConfChange(vector: Vector): Verdict {
  if ('question' in vector.when) return judgeOverlap(vector);
  if ('catchUp' in vector.when) return judgeCatchUp(vector);
  return 'op' in vector.when ? judgeArithmetic(vector) : judgeGuard(vector);
}

/** A change that changes nothing is refused by name; the membership stays what it was. */
function judgeArithmetic(vector: Vector): Verdict {
  const { voters, learners, learnersNext } = v.parse(membership, vector.given);
  const current = { ...configurationOf(voters, learners), learnersNext: learnersNext.map(nameOf) };
  const { op, ops } = v.parse(arithmetic, vector.when);
  const next = nextConfiguration(current, wanted(op, ops));
  if (!next.ok && next.why !== 'noChange')
    return compare(vector.then ?? {}, { error: errors[next.why] }, vector.alsoOk);
  return compare(vector.then ?? {}, notationOf(next.ok ? next.configuration : current), vector.alsoOk);
}

function wanted(op: 'simple' | 'enterJoint' | 'leaveJoint', ops: readonly string[]): ConfigurationChange {
  return op === 'leaveJoint' ? { kind: 'leaveJoint' } : changeOf({ ops, joint: op === 'enterJoint' });
}

function notationOf(configuration: Configuration) {
  const { learners, learnersNext } = configuration;
  return { voters: voterSetsOf(configuration), learners: numbersOf(learners), learnersNext: numbersOf(learnersNext) };
}
