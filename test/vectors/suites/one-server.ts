/** Files 01, 03 and 09: one server, one event (§5.1 to §5.4). */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Output } from '../../../core/raft/duties.ts';
import { lastLogIndex } from '../../../core/raft/log.ts';
import { step } from '../../../core/raft/step.ts';
import type { NodeId, RaftState } from '../../../core/raft/types.ts';
import type { Vector } from '../format.ts';
import { messageOf } from '../messages.ts';
import { notationOfMessage } from '../sent.ts';
import { notationOf, numberOf, numbersOf, roleNotation, voterSetsOf } from '../server.ts';
import { NOW, serverGiven, serverOf } from '../server-given.ts';
import { compare, type Verdict } from '../verdict.ts';
import { restartFrom } from './restart.ts';
import { judgeTransition } from './transitions.ts';

export function judgeOneServer(vector: Vector): Verdict {
  if ('transition' in vector.when) return judgeTransition(vector);
  if ('restart' in vector.when) return judgeRestart(vector);
  const state = serverOf(v.parse(serverGiven, vector.given));
  const before = durableAndVolatile(state);
  const output = happen(state, vector.when);
  const changed = !isDeepStrictEqual(before, durableAndVolatile(state));
  return compare(vector.then ?? {}, { ...observe(state, output), changed }, vector.alsoOk);
}

/** One event of a `when`: a timer, a client's command, or a message under `rpc`, `message` or `type`. */
export function happen(state: RaftState, when: Vector['when'], now = NOW): Output {
  const { rpc, message, type, timer, propose, ...fields } = when;
  if (typeof propose === 'string') {
    return step(state, { kind: 'propose', proposals: [{ proposalId: 1, command: propose }] }, now);
  }
  if (timer === 'election' || timer === 'heartbeat') {
    return step(state, { kind: 'timeout', timer, why: 'elapsed' }, now);
  }
  const said = { from: 2, ...fields, type: rpc ?? message ?? type, to: numberOf(state.id) };
  return step(state, { kind: 'receive', message: messageOf(said) }, now);
}

/** Every field that a `then` may list. */
export function observe(state: RaftState, output: Output): Record<string, unknown> {
  const sends = [...output.sendNow, ...output.sendAfterSave].map(notationOfMessage);
  const [reply = {}] = sends.filter((sent) => String(sent['type']).endsWith('Reply'));
  const { granted, success, match } = { granted: undefined, success: undefined, match: undefined, ...reply };
  const { configuration } = state.log;
  return {
    role: roleNotation(state.role.kind),
    term: state.currentTerm,
    votedFor: numberOf(state.votedFor),
    leader: numberOf(state.leaderId),
    log: notationOf(state.log),
    lastIndex: lastLogIndex(state.log),
    commit: state.commitIndex,
    applied: state.lastApplied,
    voters: voterSetsOf(configuration),
    learners: numbersOf(configuration.learners),
    reply,
    sends,
    granted,
    success,
    match,
  };
}

function judgeRestart(vector: Vector): Verdict {
  const state = restartFrom(vector.when['restart']);
  const output = step(state, { kind: 'start' }, NOW);
  return compare(vector.then ?? {}, observe(state, output), vector.alsoOk);
}

/** The state without the bookkeeping of saves, random numbers and the moment. */
export function durableAndVolatile(state: RaftState): unknown {
  const { random: _random, nextSaveId: _nextSaveId, now: _now, ...rest } = state;
  return structuredClone(rest satisfies { id: NodeId });
}
