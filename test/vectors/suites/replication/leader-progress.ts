/** File 10: how one answer moves nextIndex and matchIndex (§5.3). */
import * as v from 'valibot';
import type { Output } from '../../../../core/raft/duties.ts';
import { step } from '../../../../core/raft/step.ts';
import type { Progress, RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { messageOf } from '../../messages.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';

const belief = v.strictObject({
  term: v.number(),
  lastIndex: v.number(),
  match: v.nullable(v.number()),
  next: v.nullable(v.number()),
});
const answer = v.strictObject({
  answer: v.picklist(['success', 'refused']),
  from: v.optional(v.number(), 2),
  term: v.number(),
  match: v.optional(v.number()),
  rejected: v.optional(v.number()),
  hintLast: v.optional(v.number()),
  /** What happened to the peer's membership between the question and this answer. */
  sentBefore: v.optional(v.string()),
});

/** Any index does: what is answered was asked in the membership before the peer's present one. */
const PEER_SINCE = 5;

export function judgeLeaderProgress(vector: Vector): Verdict {
  const { answer: verdict, sentBefore, ...said } = v.parse(answer, vector.when);
  const state = leaderOf(v.parse(belief, vector.given), sentBefore === undefined ? 0 : PEER_SINCE);
  const before = peerOf(state);
  const success = verdict === 'success';
  const configIndex = sentBefore === undefined ? PEER_SINCE : PEER_SINCE - 1;
  const message = messageOf({ type: 'AppendEntriesReply', ...said, success, configIndex });
  const output = step(state, { kind: 'receive', message }, NOW);
  return judge(vector, state, output, before);
}

/** All entries are of the leader's own term, and its peer is server 2 of three. A full window keeps nextIndex still. */
function leaderOf({ term, lastIndex, match, next }: v.InferOutput<typeof belief>, memberSince: number): RaftState {
  const log = Array.from({ length: lastIndex }, () => term);
  const given = v.parse(serverGiven, { role: 'leader', term, votedFor: 1, log });
  const state = serverOf(given, { maxInFlight: 1 });
  if (match === null || next === null) return state;
  const probing = match === 0 || next === match + 1;
  Object.assign(progressOf(state, 2), {
    matchIndex: match,
    nextIndex: next,
    mode: probing ? 'probe' : 'replicate',
    inFlight: probing ? [] : [{ lastIndex: next - 1, length: 0 }],
    probeSent: probing,
    memberSince,
  } satisfies Partial<Progress>);
  return state;
}

function peerOf(state: RaftState): Progress | undefined {
  return state.role.kind === 'leader' ? { ...progressOf(state, 2) } : undefined;
}

function judge(vector: Vector, state: RaftState, output: Output, before: Progress | undefined): Verdict {
  const { nextMin, nextMax, ...expected } = vector.then ?? {};
  const after = peerOf(state);
  const next = after?.nextIndex;
  if (typeof nextMin === 'number' && !(next !== undefined && next >= nextMin)) return failed(`next is ${next}`);
  if (typeof nextMax === 'number' && !(next !== undefined && next <= nextMax)) return failed(`next is ${next}`);
  const refusedToCount = output.notes.some(({ ev }) => ev === 'raft.ignore') && state.commitIndex === 0;
  const unmoved = after?.matchIndex === before?.matchIndex && after?.nextIndex === before?.nextIndex;
  return compare(
    expected,
    {
      match: after?.matchIndex,
      next,
      role: state.role.kind,
      term: state.currentTerm,
      ignored: refusedToCount && unmoved,
      violation: output.notes.some((note) => note.ev === 'raft.ignore' && note.ignore.why === 'beyondLog') && unmoved,
    },
    vector.alsoOk,
  );
}
