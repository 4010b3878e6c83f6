/** File 12: what keeps a working leader in place (thesis 4.2.3), and what retires one that is cut off (6.2). */
import * as v from 'valibot';
import type { Output } from '../../../../core/raft/duties.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { messageOf } from '../../messages.ts';
import { numberOf } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';
import { happen, observe } from '../one-server.ts';

const contact = v.object({ heardFrom: v.array(v.number()) });
const looks = v.union([
  v.pipe(
    v.strictObject({ checks: v.array(contact) }),
    v.transform(({ checks }) => checks),
  ),
  v.pipe(
    v.object({ check: v.string(), ...contact.entries }),
    v.transform((one) => [one]),
  ),
]);

export function judgeLeaderStickiness(vector: Vector): Verdict {
  if ('check' in vector.when || 'checks' in vector.when) return judgeQuorumChecks(vector);
  const state = serverOf(v.parse(serverGiven, vector.given), { withholdVotes: true });
  const { currentTerm, votedFor } = state;
  const output = happen(state, vector.when);
  const unmoved = state.currentTerm === currentTerm && state.votedFor === votedFor;
  const ignored = unmoved && isWithheld(output);
  return compare(vector.then ?? {}, { ...observe(state, output), ignored }, vector.alsoOk);
}

/** Nothing was granted, for the sake of the leader and for no other reason. */
function isWithheld({ notes, sendNow, sendAfterSave }: Output): boolean {
  const granted = [...sendNow, ...sendAfterSave].some((sent) => 'voteGranted' in sent && sent.voteGranted);
  return !granted && notes.some((note) => note.ev === 'raft.vote' && note.vote.why === 'leaderAlive');
}

/** Acknowledgements and refusals are contact alike: both kinds of answer must give the same result. */
function judgeQuorumChecks(vector: Vector): Verdict {
  const [success, refusal] = [true, false].map((success) => staysLeader(vector, success));
  if (String(success) !== String(refusal)) return failed('refusals do not count like successes');
  const single = 'check' in vector.when;
  return compare(vector.then ?? {}, { staysLeader: single ? success?.[0] : success }, vector.alsoOk);
}

function staysLeader(vector: Vector, success: boolean): boolean[] {
  const given = v.parse(serverGiven, { term: 3, votedFor: 1, log: [3], ...vector.given });
  const state = serverOf(given, { checkQuorum: true });
  return v.parse(looks, vector.when).map(({ heardFrom }, at) => {
    const now = NOW + (at + 1) * state.options.electionTimeoutMs;
    for (const from of heardFrom) answer(state, from, success, now - 1);
    step(state, { kind: 'timeout', timer: 'quorum', why: 'elapsed' }, now);
    return state.role.kind === 'leader';
  });
}

function answer(state: RaftState, from: number, success: boolean, now: number): void {
  const route = { from, to: numberOf(state.id), term: state.currentTerm };
  const said = success ? { success, match: 1, rejected: 1 } : { success, rejected: 1, hintLast: 0 };
  step(state, { kind: 'receive', message: messageOf({ type: 'AppendEntriesReply', ...route, ...said }) }, now);
}
