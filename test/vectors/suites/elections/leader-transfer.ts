/** File 13: leadership transfer (thesis 3.10). */
import * as v from 'valibot';
import type { Input, Output, ReadAnswer } from '../../../../core/raft/duties.ts';
import { step } from '../../../../core/raft/step.ts';
import type { NodeId, RaftState } from '../../../../core/raft/types.ts';
import { type Vector, voterSets } from '../../format.ts';
import { messageOf } from '../../messages.ts';
import { notationOfMessage } from '../../sent.ts';
import { configurationOf, nameOf, numberOf } from '../../server.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';
import { happen, observe } from '../one-server.ts';

const leaderGiven = v.strictObject({
  self: v.number(),
  role: v.literal('leader'),
  term: v.number(),
  lastIndex: v.number(),
  voters: voterSets,
  learners: v.optional(v.array(v.number()), []),
  match: v.record(v.string(), v.number()),
  /** The target of a transfer that has begun. */
  pending: v.optional(v.nullable(v.number()), null),
  /** How long ago, in election timeouts. */
  elapsed: v.optional(v.number(), 0),
  lease: v.optional(v.boolean(), false),
});

type Situation = v.InferOutput<typeof leaderGiven>;

/** The leader, its clock, and when the time limit of its transfer was set. */
interface Scene {
  readonly state: RaftState;
  now: number;
  limitSetAt: number;
}

export function judgeLeaderTransfer(vector: Vector): Verdict {
  if (vector.given['lastIndex'] === undefined) return judgeOther(vector);
  const scene = sceneOf(v.parse(leaderGiven, vector.given));
  const output = letHappen(scene, vector.when);
  const { state } = scene;
  const { sends, to, ...expected } = vector.then ?? {};
  const sent = [...output.sendNow, ...output.sendAfterSave].map(notationOfMessage);
  if (sends !== undefined && !sent.some((one) => one['type'] === sends && (to === undefined || one['to'] === to))) {
    return failed(`sent: ${JSON.stringify(sent)}`);
  }
  const { elapsed: _elapsed, ...withoutTime } = expected;
  const seen = {
    ...observe(state, output),
    pending: state.role.kind === 'leader' ? numberOf(state.role.transferTo) : null,
    noTimeoutNow: !sent.some(({ type }) => type === 'TimeoutNow'),
    accepted: acceptedBy(output),
    ...('lease' in expected ? { lease: servesByLease(scene) } : {}),
  };
  const elapsed = (scene.now - scene.limitSetAt) / state.options.electionTimeoutMs;
  if ('elapsed' in expected && Math.abs(elapsed - Number(expected['elapsed'])) > 0.01)
    return failed(`elapsed ${elapsed}`);
  return compare(withoutTime, seen, vector.alsoOk);
}

/** TimeoutNow, at a server that does not lead. */
function judgeOther(vector: Vector): Verdict {
  const state = serverOf(v.parse(serverGiven, vector.given), { preVote: true, withholdVotes: true });
  const output = happen(state, vector.when);
  return compare(vector.then ?? {}, observe(state, output), vector.alsoOk);
}

function sceneOf({ lastIndex, match, pending, elapsed, lease, ...given }: Situation): Scene {
  const log = Array.from({ length: lastIndex }, () => given.term);
  const whole = v.parse(serverGiven, { ...given, votedFor: given.self, log, commit: lastIndex });
  const state = serverOf(whole, { reads: 'lease', withholdVotes: true });
  for (const [server, matchIndex] of Object.entries(match)) {
    Object.assign(progressOf(state, Number(server)), { matchIndex, nextIndex: matchIndex + 1, mode: 'replicate' });
  }
  const scene: Scene = { state, now: NOW, limitSetAt: NOW };
  if (lease) confirm(scene);
  if (pending !== null) begin(scene, pending);
  scene.now += elapsed * state.options.electionTimeoutMs;
  return scene;
}

function begin(scene: Scene, target: number): void {
  const output = occur(scene, { kind: 'transfer', requestId: 1, target: nameOf(target) });
  if (acceptedBy(output) !== true) throw new Error(`the transfer to server ${target} does not begin`);
}

function letHappen(scene: Scene, when: Vector['when']): Output {
  const { transferTo, success, elapsed, newVoters, ...other } = when;
  if (typeof transferTo === 'number')
    return occur(scene, { kind: 'transfer', requestId: 2, target: nameOf(transferTo) });
  if (success !== undefined)
    return hearSuccess(scene, v.parse(v.strictObject({ from: v.number(), match: v.number() }), success));
  if (elapsed !== undefined) {
    scene.now += scene.state.options.electionTimeoutMs;
    return occur(scene, { kind: 'timeout', timer: 'transfer', why: 'elapsed' });
  }
  if (newVoters !== undefined) return remove(scene, configurationOf(v.parse(voterSets, newVoters)).voters);
  return happen(scene.state, other, scene.now);
}

/** The leader takes those out of the membership that are not in the new one. */
function remove(scene: Scene, staying: readonly NodeId[]): Output {
  const { voters } = scene.state.log.configuration;
  const operations = voters.filter((id) => !staying.includes(id)).map((id) => ({ op: 'remove', id }) as const);
  return occur(scene, { kind: 'change', requestId: 2, change: { kind: 'simple', operations } });
}

function occur(scene: Scene, input: Input): Output {
  const output = step(scene.state, input, scene.now);
  if (output.timers.some(({ timer, afterMs }) => timer === 'transfer' && afterMs !== null))
    scene.limitSetAt = scene.now;
  return output;
}

function hearSuccess(scene: Scene, { from, match }: { from: number; match: number }): Output {
  const said = {
    type: 'AppendEntriesReply',
    from,
    to: 1,
    term: scene.state.currentTerm,
    success: true,
    match,
    rejected: match,
  };
  return occur(scene, { kind: 'receive', message: messageOf(said) });
}

/** Everyone answers a heartbeat at once, which begins a lease. */
function confirm(scene: Scene): void {
  for (const message of occur(scene, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' }).sendNow) {
    if (message.kind !== 'appendEntries') continue;
    const { round, configurationIndex, term, prevLogIndex, to: from } = message;
    const answer = { success: true, prevLogIndex, matchIndex: prevLogIndex, conflict: null, round, configurationIndex };
    const reply = { kind: 'appendEntriesReply', from, to: scene.state.id, term, ...answer } as const;
    occur(scene, { kind: 'receive', message: reply });
  }
}

function servesByLease(scene: Scene): boolean {
  const [answer]: readonly ReadAnswer[] = occur(scene, { kind: 'read', reads: [{ readId: 1, by: 'leader' }] }).reads;
  return answer?.ok === true;
}

function acceptedBy({ answers, requests }: Output): boolean | undefined {
  return (answers[0] ?? requests[0])?.accepted;
}
