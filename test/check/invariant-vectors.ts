/** File 22: frames of all servers at one moment, and exactly the properties that they break. */
import * as v from 'valibot';
import { InvariantChecker } from '../../core/check/invariants.ts';
import type { ServerState } from '../../core/check/server-state.ts';
import { type Invariant, invariants } from '../../core/check/violation.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import type { Configuration, Entry } from '../../core/raft/types.ts';
import type { Vector } from '../vectors/format.ts';
import { compare, type Verdict } from '../vectors/verdict.ts';

const frameServer = v.object({
  term: v.optional(v.number()),
  role: v.optional(v.string()),
  votedFor: v.optional(v.nullable(v.number())),
  log: v.optional(v.array(v.tuple([v.number(), v.string()]))),
  commit: v.optional(v.number()),
  restarted: v.optional(v.boolean(), false),
});
const situation = v.object({
  voters: v.optional(v.array(v.number()), [1, 2, 3]),
  frames: v.array(v.record(v.string(), frameServer)),
});
type FrameServer = v.InferOutput<typeof frameServer>;

const propertyNames: Readonly<Record<Invariant, string>> = {
  [invariants.electionSafety]: 'one-leader-per-term',
  [invariants.oneVotePerTerm]: 'one-vote-per-term',
  [invariants.termNeverFalls]: 'term-never-falls',
  [invariants.commitNeverFalls]: 'commit-never-falls',
  [invariants.logTermsOrdered]: 'log-terms-ordered',
  [invariants.commitWithinLog]: 'commit-within-log',
  [invariants.logMatching]: 'log-matching',
  [invariants.stateMachineSafety]: 'committed-agree',
  [invariants.leaderCompleteness]: 'leader-completeness',
  [invariants.leaderAppendOnly]: 'leader-append-only',
  [invariants.committedOnMajority]: 'committed-on-majority',
  [invariants.appliedIsCommitted]: 'not in the vectors',
  [invariants.appliedNeverFalls]: 'not in the vectors',
  [invariants.appliedInOrder]: 'not in the vectors',
  [invariants.committedByOwnTerm]: 'not in the vectors',
  [invariants.matchIsStored]: 'not in the vectors',
  [invariants.quorumsIntersect]: 'not in the vectors',
  [invariants.serverHalted]: 'not in the vectors',
};

export function judgeInvariants(vector: Vector): Verdict {
  const { voters, frames } = v.parse(situation, vector.given);
  const checker = new InvariantChecker();
  const configuration = simpleConfiguration(voters.map(String));
  const broken = new Set<string>();
  const last = new Map<string, ServerState>();
  for (const frame of frames) {
    for (const id of last.keys()) if (!(id in frame)) checker.forget(id);
    const states = Object.entries(frame).map(([id, server]) => stateOf(id, server, last.get(id), configuration));
    for (const state of states) last.set(state.id, state);
    for (const { invariant } of checker.observe(states)) broken.add(propertyNames[invariant]);
  }
  const expected = v.parse(v.object({ broken: v.array(v.string()) }), vector.then);
  return compare({ broken: expected.broken.sort() }, { broken: [...broken].sort() });
}

/** What a frame leaves out stays as it was. */
function stateOf(
  id: string,
  server: FrameServer,
  last: ServerState | undefined,
  configuration: Configuration,
): ServerState {
  const entries = server.log?.map(([term, command], at) => entryOf(at + 1, term, command)) ?? last?.log.entries ?? [];
  return {
    id,
    alive: true,
    incarnation: (last?.incarnation ?? 1) + (server.restarted ? 1 : 0),
    safe: true,
    currentTerm: server.term ?? last?.currentTerm ?? entries.at(-1)?.term ?? 0,
    votedFor: server.votedFor === undefined || server.votedFor === null ? null : String(server.votedFor),
    role: server.role === 'leader' || server.role === 'candidate' ? server.role : 'follower',
    log: { snapshotIndex: 0, snapshotTerm: 0, entries },
    configuration,
    configurationIndex: 0,
    believed: null,
    commitIndex: server.commit ?? last?.commitIndex ?? 0,
    lastApplied: 0,
  };
}

function entryOf(index: number, term: number, command: string): Entry {
  return { index, term, payload: { kind: 'command', command } };
}
