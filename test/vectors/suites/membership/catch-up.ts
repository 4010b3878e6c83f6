/** File 16, a new server is brought up to date before it gets a vote: rounds, until one is quick enough (thesis 4.2.1). */
import * as v from 'valibot';
import { isCaughtUp } from '../../../../core/raft/catch-up.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { messageOf } from '../../messages.ts';
import { nameOf } from '../../server.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';

const situation = v.strictObject({
  self: v.number(),
  role: v.literal('leader'),
  term: v.number(),
  /** How many are tried at most. */
  rounds: v.number(),
  electionTimeoutMs: v.number(),
  roundMs: v.array(v.number()),
});

/** The rule by itself, and a leader that lives through the rounds: both must decide alike. */
export function judgeCatchUp(vector: Vector): Verdict {
  const { self, term, rounds, electionTimeoutMs, roundMs } = v.parse(situation, vector.given);
  const { catchUp: server } = v.parse(v.strictObject({ catchUp: v.number() }), vector.when);
  const tried = roundMs.slice(0, rounds);
  const given = { self, role: 'leader', term, votedFor: self, log: [term], commit: 1, learners: [server] };
  const state = serverOf(v.parse(serverGiven, given), { electionTimeoutMs });
  const accepted = liveThrough(state, server, tried);
  if (accepted !== isCaughtUp(tried, electionTimeoutMs)) return failed(`a leader decides otherwise: ${accepted}`);
  return compare(vector.then ?? {}, { accepted });
}

/** The learner stores what was in the log when each round began; meanwhile the log grows, so there is a next round. */
function liveThrough(state: RaftState, server: number, roundMs: readonly number[]): boolean {
  let now = NOW;
  Object.assign(progressOf(state, server), {
    catchUp: { round: 1, targetIndex: state.log.entries.length, startedAt: now, isDone: false },
  });
  for (const ms of roundMs) {
    const match = state.log.entries.length;
    step(state, { kind: 'propose', proposals: [{ proposalId: 1, command: 'meanwhile' }] }, now);
    now += ms;
    const said = { from: server, term: state.currentTerm, success: true, match, rejected: match };
    step(state, { kind: 'receive', message: messageOf({ type: 'AppendEntriesReply', ...said }) }, now);
  }
  const operations = [{ op: 'voter', id: nameOf(server) }] as const;
  const change = { kind: 'simple', operations } as const;
  return step(state, { kind: 'change', requestId: 1, change }, now).requests[0]?.accepted === true;
}
