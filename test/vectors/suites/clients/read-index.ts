/** File 14: linearizable reads without an entry of the log (thesis 6.4): what the leader and a follower make of them. */
import * as v from 'valibot';
import type { Input, Output } from '../../../../core/raft/duties.ts';
import { step } from '../../../../core/raft/step.ts';
import type { NodeId, RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { nameOf } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';
import { judgeLease } from './lease.ts';
import { judgeSessionOrder } from './session-order.ts';

const event = v.union([
  v.strictObject({ read: v.string() }),
  v.strictObject({ round: v.number() }),
  v.strictObject({ ack: v.number(), round: v.number(), term: v.optional(v.number()) }),
  v.strictObject({ apply: v.number() }),
  v.strictObject({ commit: v.number() }),
  v.strictObject({ stepDown: v.number() }),
  v.strictObject({ electedAgain: v.number() }),
]);
type Event = v.InferOutput<typeof event>;

export function judgeReadIndex(vector: Vector): Verdict {
  if ('readAt' in vector.when) return judgeLease(vector);
  if ('clientSeen' in vector.when) return judgeSessionOrder(vector);
  if (vector.given['role'] === 'follower') return judgeFollower(vector);
  const reads = new Reads(serverOf(v.parse(serverGiven, vector.given), { reads: 'readIndex' }));
  for (const one of v.parse(v.array(event), vector.when['events'])) reads.happen(one);
  return compare(vector.then ?? {}, { reads: reads.results() });
}

/** A leader, the reads that were asked of it, and how far its state machine has got. */
class Reads {
  readonly #state: RaftState;
  readonly #names: string[] = [];
  readonly #answers = new Map<number, number | 'fail'>();
  /** The vectors' number of a round, and the core's. */
  readonly #rounds = new Map<number, number>();
  #applied: number;

  constructor(state: RaftState) {
    this.#state = state;
    this.#applied = state.lastApplied;
    const peers = state.role.kind === 'leader' ? [...state.role.progress.values()] : [];
    const nextIndex = state.log.entries.length + 1;
    for (const peer of peers) Object.assign(peer, { matchIndex: state.commitIndex, nextIndex, mode: 'replicate' });
  }

  happen(said: Event): void {
    if ('read' in said) this.#read(said.read);
    else if ('ack' in said) this.#acknowledge(said);
    else if ('round' in said) this.#beat(said.round);
    else if ('apply' in said) this.#applied = said.apply;
    else if ('commit' in said) this.#commit(said.commit);
    else if ('stepDown' in said) this.#hearLeader(said.stepDown);
    else this.#winAgain(said.electedAgain);
  }

  results(): Record<string, number | 'wait' | 'fail'> {
    return Object.fromEntries(this.#names.map((name, readId) => [name, this.#resultOf(readId)]));
  }

  #resultOf(readId: number): number | 'wait' | 'fail' {
    const answer = this.#answers.get(readId) ?? 'wait';
    return typeof answer === 'number' && answer > this.#applied ? 'wait' : answer;
  }

  #read(name: string): void {
    const readId = this.#names.push(name) - 1;
    this.#step({ kind: 'read', reads: [{ readId, by: 'leader' }] });
  }

  #beat(round: number): void {
    const { sendNow } = this.#step({ kind: 'timeout', timer: 'heartbeat', why: 'elapsed' });
    const [sent] = sendNow.flatMap((message) => (message.kind === 'appendEntries' ? [message.round] : []));
    if (sent === undefined) throw new Error('the heartbeat sent no round');
    this.#rounds.set(round, sent);
  }

  /** It confirms the leader, and no entry that was not confirmed before. */
  #acknowledge({
    ack,
    round,
    term = this.#state.currentTerm,
  }: {
    ack: number;
    round: number;
    term?: number | undefined;
  }) {
    this.#answer(nameOf(ack), { term, round: this.#rounds.get(round) ?? 0, matchIndex: this.#state.commitIndex });
  }

  /** Everyone stores the log up to `matchIndex`, as answers to requests of before any round. */
  #commit(matchIndex: number): void {
    const peers = this.#state.role.kind === 'leader' ? [...this.#state.role.progress.keys()] : [];
    for (const peer of peers) this.#answer(peer, { term: this.#state.currentTerm, round: 0, matchIndex });
  }

  #answer(from: NodeId, { term, round, matchIndex }: { term: number; round: number; matchIndex: number }): void {
    const verdict = { success: true, prevLogIndex: matchIndex, matchIndex, conflict: null, configurationIndex: 0 };
    const message = { kind: 'appendEntriesReply', from, to: this.#state.id, term, round, ...verdict } as const;
    this.#step({ kind: 'receive', message });
  }

  #hearLeader(term: number): void {
    const nothing = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0, round: 1, configurationIndex: 0 };
    const message = { kind: 'appendEntries', from: 'S2', to: this.#state.id, term, ...nothing } as const;
    this.#step({ kind: 'receive', message });
  }

  #winAgain(term: number): void {
    while (this.#state.currentTerm < term) this.#step({ kind: 'timeout', timer: 'election', why: 'elapsed' });
    const message = { kind: 'requestVoteReply', from: 'S3', to: this.#state.id, term, voteGranted: true } as const;
    this.#step({ kind: 'receive', message });
    if (this.#state.role.kind !== 'leader') throw new Error('the server does not lead again');
  }

  #step(input: Input): Output {
    const output = step(this.#state, input, NOW);
    for (const answer of output.reads) this.#answers.set(answer.readId, answer.ok ? answer.readIndex : 'fail');
    return output;
  }
}

const followerGiven = v.strictObject({
  self: v.number(),
  role: v.literal('follower'),
  leader: v.nullable(v.number()),
  applied: v.number(),
});
const followerRead = v.strictObject({ read: v.string(), leaderAnswers: v.optional(v.number()) });

/** The follower asks its leader, and its client waits until the state machine is as far as the leader says. */
function judgeFollower(vector: Vector): Verdict {
  const { applied, ...given } = v.parse(followerGiven, vector.given);
  const { leaderAnswers } = v.parse(followerRead, vector.when);
  const log = Array.from({ length: applied }, () => 3);
  const state = serverOf(v.parse(serverGiven, { ...given, term: 3, log, commit: applied }), { reads: 'readIndex' });
  const asked = step(state, { kind: 'read', reads: [{ readId: 1, by: 'any' }] }, NOW);
  if (asked.reads[0]?.ok === false) return compare(vector.then ?? {}, { now: 'fail' });
  const question = [...asked.sendNow, ...asked.sendAfterSave].find(({ kind }) => kind === 'readIndex');
  if (question?.kind !== 'readIndex' || leaderAnswers === undefined) return compare(vector.then ?? {}, { now: 'wait' });
  const route = { from: question.to, to: question.from, term: question.term, readId: question.readId };
  const message = { kind: 'readIndexReply', ...route, readIndex: leaderAnswers } as const;
  const [answer] = step(state, { kind: 'receive', message }, NOW).reads;
  const serveWhenApplied = answer?.ok ? answer.readIndex : null;
  const now = serveWhenApplied !== null && state.lastApplied >= serveWhenApplied ? 'serve' : 'wait';
  return compare(vector.then ?? {}, { serveWhenApplied, now });
}
