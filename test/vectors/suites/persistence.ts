/** File 17: what is on disk before which message leaves, and what a restart does with it (Figure 2, thesis §3.8). */
import * as v from 'valibot';
import type { Output, Save } from '../../../core/raft/duties.ts';
import { InvariantBroken } from '../../../core/raft/invariant.ts';
import { lastLogIndex, lastLogTerm } from '../../../core/raft/log.ts';
import { step } from '../../../core/raft/step.ts';
import type { RaftState } from '../../../core/raft/types.ts';
import { terms, type Vector } from '../format.ts';
import { notationOf, numberOf } from '../server.ts';
import { NOW, serverGiven, serverOf } from '../server-given.ts';
import { compare, differences, failed, type Verdict } from '../verdict.ts';
import { happen, observe } from './one-server.ts';
import { restartFrom } from './restart.ts';
import { judgeTornTail } from './torn-tail.ts';

interface Disk {
  term: number;
  votedFor: number | null;
  log: number[];
}

export function judgePersistence(vector: Vector): Verdict | Promise<Verdict> {
  if ('disk' in vector.given) return judgeRestart(vector);
  const state = serverOf(v.parse(serverGiven, vector.given));
  const disk = diskOf(state);
  const before = structuredClone(disk);
  const output = happen(state, vector.when);
  if (output.save !== null) write(disk, output.save);
  const { before: action, durable, crashMayLeave, ...expected } = vector.then ?? {};
  const early = leftTooEarly(action, output);
  if (early !== null) return failed(early);
  if (durable !== undefined && differences(durable, disk, '').length > 0)
    return compare({ durable }, { durable: disk });
  const mayLeave = v.parse(v.optional(v.array(terms)), crashMayLeave)?.map((log) => log.join());
  const left = [before, disk].map(({ log }) => log.join());
  if (mayLeave !== undefined && !left.every((log) => mayLeave.includes(log))) return failed(`a crash leaves ${left}`);
  return compare(expected, { mustSync: output.save !== null, writeOrder: writeOrderOf(output.save) });
}

function diskOf(state: RaftState): Disk {
  const log = v.parse(terms, notationOf(state.log));
  return { term: state.currentTerm, votedFor: numberOf(state.votedFor), log };
}

/** One save is one atomic write, so a crash leaves what was there before it or what is there after it. */
function write(disk: Disk, { hardState, entries }: Save): void {
  if (hardState !== null) {
    disk.term = hardState.currentTerm;
    disk.votedFor = numberOf(hardState.votedFor);
  }
  for (const { index, term } of entries) disk.log.splice(index - 1, Number.POSITIVE_INFINITY, term);
}

/** A save writes the hard state in front of the entries, in one batch. */
function writeOrderOf(save: Save | null): string[] {
  return [...(save?.hardState ? ['term'] : []), ...(save !== null && save.entries.length > 0 ? ['log'] : [])];
}

/** Messages that promise nothing about a disk: a leader's AppendEntries (thesis §10.2.1), and questions (9.6). */
const freeToLeave: readonly string[] = ['appendEntries', 'preVote', 'preVoteReply'];

function leftTooEarly(action: unknown, { save, sendNow, sendAfterSave }: Output): string | null {
  const early = sendNow.find(({ kind }) => !freeToLeave.includes(kind));
  if (early !== undefined) return `${early.kind} left before the save`;
  const awaited = { reply: /Reply$/, requests: /^(requestVote|preVote)$/ }[String(action)];
  const leaving = save === null ? [...sendNow, ...sendAfterSave] : sendAfterSave;
  if (awaited === undefined || leaving.some(({ kind }) => awaited.test(kind))) return null;
  return `no ${action} waits for the save`;
}

function judgeRestart(vector: Vector): Verdict | Promise<Verdict> {
  const then = vector.then ?? {};
  const disk = v.parse(v.record(v.string(), v.unknown()), vector.given['disk']);
  if (disk['tornTail'] === true) return judgeTornTail(vector, disk);
  try {
    return judgeAfterStart(vector, restartFrom(disk));
  } catch (error) {
    if (error instanceof InvariantBroken) return compare(then, { refuseToStart: true });
    throw error;
  }
}

function judgeAfterStart(vector: Vector, state: RaftState): Verdict {
  step(state, { kind: 'start' }, NOW);
  const { then: next, ...expected } = vector.then ?? {};
  if (next === undefined) return compare(expected, { log: notationOf(state.log), refuseToStart: false });
  const event = v.parse(v.record(v.string(), v.unknown()), next);
  const output = 'commit' in event ? hearCommit(state, event['commit']) : happen(state, event);
  const appliedSequence = output.apply.map(({ index }) => index);
  return compare(expected, { ...observe(state, output), appliedSequence });
}

/** The leader says that all up to `commit` is committed. */
function hearCommit(state: RaftState, commit: unknown): Output {
  const leaderCommit = v.parse(v.number(), commit);
  const [prevIndex, prevTerm] = [lastLogIndex(state.log), lastLogTerm(state.log)];
  const route = { rpc: 'AppendEntries', from: 2, term: state.currentTerm };
  return happen(state, { ...route, prevIndex, prevTerm, entries: [], leaderCommit });
}
