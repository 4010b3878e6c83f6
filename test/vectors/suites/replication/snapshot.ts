/** File 15: InstallSnapshot on a follower, compaction, and the restart from a snapshot (§7, Figure 13). */
import * as v from 'valibot';
import type { Output } from '../../../../core/raft/duties.ts';
import { configurationAt, entriesFrom, lastLogIndex, termAt } from '../../../../core/raft/log.ts';
import { compactionProblem } from '../../../../core/raft/snapshot.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import { type Vector, voterSets } from '../../format.ts';
import { numbersOf, snapshotOf } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, failed, type Verdict } from '../../verdict.ts';
import { happen, observe } from '../one-server.ts';
import { restartFrom } from '../restart.ts';
import { judgeChunk } from './chunks.ts';
import { judgeSending } from './snapshot-sending.ts';

export function judgeSnapshot(vector: Vector): Verdict {
  if ('stored' in vector.given) return judgeChunk(vector);
  if ('disk' in vector.given) return judgeRestart(vector);
  if ('compactTo' in vector.when) return judgeCompaction(vector);
  if (vector.given['role'] === 'leader' && !('rpc' in vector.when)) return judgeSending(vector);
  const { config, ...given } = vector.given;
  const voters = config === undefined ? {} : { voters: v.parse(voterSets, config) };
  const state = serverOf(v.parse(serverGiven, { ...given, ...voters }));
  const { lastApplied, commitIndex } = state;
  const output = happen(state, vector.when);
  const { then: next, commitMin, keepsEntriesAfter, tail, ...expected } = vector.then ?? {};
  if (commitMin !== undefined && state.commitIndex < Number(commitMin)) return failed(`commit is ${state.commitIndex}`);
  // What was committed before is executed with the next step, whatever that is; only the message's own effect is looked at.
  const isUntouched = output.install === null && state.commitIndex === commitIndex;
  const applied = isUntouched ? lastApplied : state.lastApplied;
  const verdict = compare(expected, { ...observeInstalling(state, output), applied }, vector.alsoOk);
  if (verdict.kind !== 'passed') return verdict;
  if (keepsEntriesAfter !== undefined) return compare({ tail }, { tail: termsAfter(state, Number(keepsEntriesAfter)) });
  return next === undefined ? verdict : judgeNext(state, v.parse(v.record(v.string(), v.unknown()), next));
}

function observeInstalling(state: RaftState, output: Output): Record<string, unknown> {
  const { configuration } = state.log;
  return {
    ...observe(state, output),
    installed: output.install !== null,
    config: numbersOf(configuration.voters),
    learner: configuration.learners.includes(state.id),
  };
}

/** Terms of the entries behind `index`; what is compacted beyond it is not there any more. */
function termsAfter({ log }: RaftState, index: number): number[] | string {
  if (log.snapshotIndex > index) return `compacted up to ${log.snapshotIndex}`;
  return entriesFrom(log, index + 1).map(({ term }) => term);
}

/** What comes right behind the snapshot, from the same leader, when its save is reported. */
function judgeNext(state: RaftState, { success, ...request }: Record<string, unknown>): Verdict {
  for (const { saveId } of [...state.pendingSaves]) step(state, { kind: 'saved', saveId }, NOW);
  const output = happen(state, { from: 2, term: state.currentTerm, leaderCommit: 0, ...request });
  return compare({ success }, observe(state, output));
}

function judgeCompaction(vector: Vector): Verdict {
  const state = serverOf(v.parse(serverGiven, vector.given));
  const { compactTo } = vector.when;
  const index = compactTo === 'applied' ? state.lastApplied : v.parse(v.number(), compactTo);
  const problem = compactionProblem(state, index);
  if (problem !== null) return compare(vector.then ?? {}, { refused: true });
  const { configuration, configurationIndex } = configurationAt(state.log, index);
  const snapshot = snapshotOf({ index, term: termAt(state.log, index) ?? 0, configurationIndex }, configuration);
  const output = step(state, { kind: 'compact', snapshot }, NOW);
  return compare(vector.then ?? {}, { ...observe(state, output), refused: false });
}

function judgeRestart(vector: Vector): Verdict {
  const state = restartFrom(vector.given['disk']);
  const output = step(state, { kind: 'start' }, NOW);
  const entriesKept = state.log.entries.map(({ term }) => term);
  return compare(vector.then ?? {}, { ...observe(state, output), entriesKept, lastIndex: lastLogIndex(state.log) });
}
