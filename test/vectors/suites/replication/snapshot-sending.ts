/** File 15, the leader's side: when it sends a snapshot instead of entries, and what it makes of the answers (§7). */
import * as v from 'valibot';
import type { Output } from '../../../../core/raft/duties.ts';
import type { Message } from '../../../../core/raft/messages.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import type { Vector } from '../../format.ts';
import { notationOfMessage } from '../../sent.ts';
import { nameOf } from '../../server.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';

const perServer = v.optional(v.record(v.string(), v.number()), {});
const success = v.strictObject({ from: v.number(), match: v.number() });
const situation = v.looseObject({ next: perServer, match: perServer, snapshotInFlight: perServer });

/** A heartbeat is what makes a leader send; the answers come in both forms that say the same. */
export function judgeSending(vector: Vector): Verdict {
  const { replicateTo, success: said, snapshotFailed } = vector.when;
  if (replicateTo !== undefined) {
    const state = leaderOf(vector);
    return judgeSent(vector, sentTo(v.parse(v.number(), replicateTo), beat(state)));
  }
  if (snapshotFailed !== undefined) return judgeFailure(vector, v.parse(v.number(), snapshotFailed));
  const { from, match } = v.parse(success, said);
  const verdicts = [installedReply, appendEntriesReply].map((replyOf) => {
    const state = leaderOf(vector);
    const output = step(state, { kind: 'receive', message: replyOf(state, from, match) }, NOW);
    const sent = sentTo(from, output);
    const next = sent.flatMap((one) => (one.kind === 'appendEntries' ? [one.prevLogIndex + 1] : []))[0];
    const { sends, ...expected } = vector.then ?? {};
    if (!sent.some((one) => notationOfMessage(one)['type'] === sends)) return failed(`sent ${JSON.stringify(sent)}`);
    return compare(expected, { match: progressOf(state, from).matchIndex, next });
  });
  return verdicts.find(({ kind }) => kind === 'failed') ?? compare({}, {});
}

function leaderOf(vector: Vector): RaftState {
  const { next, match, snapshotInFlight, ...given } = v.parse(situation, vector.given);
  const state = serverOf(v.parse(serverGiven, { votedFor: 1, ...given }));
  for (const [server, nextIndex] of Object.entries(next)) progressOf(state, Number(server)).nextIndex = nextIndex;
  for (const [server, index] of Object.entries(match)) progressOf(state, Number(server)).matchIndex = index;
  for (const server of Object.keys(snapshotInFlight)) beginTransfer(state, Number(server));
  return state;
}

/** The server needs what is compacted, so a heartbeat makes the leader send its snapshot. */
function beginTransfer(state: RaftState, server: number): void {
  progressOf(state, server).nextIndex = state.log.snapshotIndex;
  if (!sentTo(server, beat(state)).some(({ kind }) => kind === 'installSnapshot')) {
    throw new Error(`no snapshot is sent to server ${server}`);
  }
}

function beat(state: RaftState, now = NOW): Output {
  return step(state, { kind: 'timeout', timer: 'heartbeat', why: 'elapsed' }, now);
}

function sentTo(server: number, { sendNow, sendAfterSave }: Output): Message[] {
  return [...sendNow, ...sendAfterSave].filter(({ to }) => to === nameOf(server));
}

/** Entries or a snapshot: beside a snapshot only an empty AppendEntries may go, as a heartbeat. */
function judgeSent(vector: Vector, sent: readonly Message[]): Verdict {
  const snapshot = sent.find((one) => one.kind === 'installSnapshot');
  const entries = sent.find(
    (one) => one.kind === 'appendEntries' && (snapshot === undefined || one.entries.length > 0),
  );
  const [first, second] = [snapshot, entries].filter((one) => one !== undefined);
  if (first === undefined || second !== undefined) return failed(`sent ${JSON.stringify(sent)}`);
  const seen = notationOfMessage(first);
  const term = seen['lastTerm'] ?? first.term;
  return compare(vector.then ?? {}, { ...seen, sends: seen['type'], term });
}

const installedReply = (state: RaftState, server: number, lastIncludedIndex: number): Message => ({
  kind: 'installSnapshotReply',
  ...routeFrom(state, server),
  lastIncludedIndex,
  offset: state.snapshot?.data.length ?? 0,
  installed: true,
  configurationIndex: 0,
});

const appendEntriesReply = (state: RaftState, server: number, matchIndex: number): Message => ({
  kind: 'appendEntriesReply',
  ...routeFrom(state, server),
  success: true,
  prevLogIndex: matchIndex,
  matchIndex,
  conflict: null,
  round: 1,
  configurationIndex: 0,
});

function routeFrom(state: RaftState, server: number) {
  return { from: nameOf(server), to: state.id, term: state.currentTerm };
}

/** What arrived is not what was sent (its checksum says so), and the server asks from the beginning; it gets it again. */
function judgeFailure(vector: Vector, server: number): Verdict {
  const state = leaderOf(vector);
  const lastIncludedIndex = state.log.snapshotIndex;
  const nothing = { lastIncludedIndex, offset: 0, installed: false, configurationIndex: 0 };
  const message = { kind: 'installSnapshotReply', ...routeFrom(state, server), ...nothing } as const;
  const atOnce = sentTo(server, step(state, { kind: 'receive', message }, NOW));
  const { matchIndex: match, nextIndex: next } = progressOf(state, server);
  const later = sentTo(server, beat(state, NOW + state.options.electionTimeoutMs));
  const again = [...atOnce, ...later].find((one) => one.kind === 'installSnapshot');
  if (again?.kind !== 'installSnapshot' || again.offset !== 0) return failed('the snapshot is not sent again');
  return compare(vector.then ?? {}, { match, next });
}
