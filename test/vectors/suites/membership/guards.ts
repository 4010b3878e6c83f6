/** File 16, the rules around a change: when it is accepted, when it is in force, and what its commitment does (thesis 4). */
import * as v from 'valibot';
import type { Output } from '../../../../core/raft/duties.ts';
import { lastLogIndex, termAt } from '../../../../core/raft/log.ts';
import type { Message } from '../../../../core/raft/messages.ts';
import { members } from '../../../../core/raft/quorum.ts';
import { step } from '../../../../core/raft/step.ts';
import type { RaftState } from '../../../../core/raft/types.ts';
import { changeOf, operationList } from '../../changes.ts';
import { type Vector, voterSets } from '../../format.ts';
import { messageOf } from '../../messages.ts';
import { configurationOf, nameOf, numberOf, voterSetsOf } from '../../server.ts';
import { NOW, progressOf, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';
import { happen, observe } from '../one-server.ts';

const acknowledgement = v.strictObject({ from: v.number(), match: v.number() });
const newEntry = v.strictObject({ index: v.number(), term: v.number(), voters: voterSets });
const stored = v.record(v.string(), v.number());

export function judgeGuard(vector: Vector): Verdict {
  const { match, ...given } = vector.given;
  const state = serverOf(v.parse(serverGiven, given));
  for (const [server, index] of Object.entries(v.parse(v.optional(stored, {}), match))) {
    progressOf(state, Number(server)).matchIndex = index;
  }
  const output = letHappen(state, vector.when);
  const [answer] = output.requests;
  const appended = output.notes.flatMap((note) => (note.ev === 'log.append' ? note.append.entries : []));
  const [configuration] = appended.flatMap(({ payload }) => (payload.kind === 'configuration' ? [payload] : []));
  return compare(
    vector.then ?? {},
    {
      ...observe(state, output),
      ...(answer === undefined ? {} : { accepted: answer.accepted }),
      ...(answer?.accepted === false ? { leader: numberOf(answer.leaderId) } : {}),
      appendsConfig: configuration && voterSetsOf(configuration.configuration),
    },
    vector.alsoOk,
  );
}

function letHappen(state: RaftState, when: Vector['when']): Output {
  const { requestChange, commit, ack, appendConfigEntry, committed: _committed, ...event } = when;
  if (requestChange !== undefined) {
    const change = changeOf({ ops: v.parse(operationList, requestChange), joint: false });
    return step(state, { kind: 'change', requestId: 1, change }, NOW);
  }
  if (ack !== undefined) return acknowledge(state, v.parse(acknowledgement, ack));
  if (commit !== undefined) return commitUpTo(state, v.parse(v.number(), commit));
  if (appendConfigEntry !== undefined) return appendMembership(state, v.parse(newEntry, appendConfigEntry));
  return happen(state, event);
}

function acknowledge(state: RaftState, { from, match }: v.InferOutput<typeof acknowledgement>): Output {
  const said = { from, to: numberOf(state.id), term: state.currentTerm, success: true, match, rejected: match };
  return step(state, { kind: 'receive', message: messageOf({ type: 'AppendEntriesReply', ...said }) }, NOW);
}

/** Everyone acknowledges; the step that commits is the one to look at. */
function commitUpTo(state: RaftState, match: number): Output {
  for (const peer of members(state.log.configuration)) {
    if (peer === state.id) continue;
    const output = acknowledge(state, { from: numberOf(peer) ?? 0, match });
    if (state.commitIndex >= match) return output;
  }
  throw new Error(`entry ${match} is not committed`);
}

/** From the leader, right behind the log. */
function appendMembership(state: RaftState, { index, term, voters }: v.InferOutput<typeof newEntry>): Output {
  const payload = { kind: 'configuration', configuration: configurationOf(voters) } as const;
  const prevLogIndex = lastLogIndex(state.log);
  const before = { prevLogIndex, prevLogTerm: termAt(state.log, prevLogIndex) ?? 0 };
  const rest = { entries: [{ index, term, payload }], leaderCommit: 0, round: 1, configurationIndex: 0 };
  const route = { from: nameOf(state.id === 'S1' ? 2 : 1), to: state.id, term };
  const message: Message = { kind: 'appendEntries', ...route, ...before, ...rest };
  return step(state, { kind: 'receive', message }, NOW);
}
