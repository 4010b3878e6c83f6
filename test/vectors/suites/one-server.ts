/** Files 01, 03 and 09: one server, one event (§5.1 to §5.4). */
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import type { Output } from '../../../core/raft/duties.ts';
import { step } from '../../../core/raft/step.ts';
import type { NodeId, RaftState } from '../../../core/raft/types.ts';
import type { Vector } from '../format.ts';
import { messageOf, notationOfMessage } from '../messages.ts';
import { notationOf, numberOf, serverGiven, serverOf } from '../server.ts';
import { compare, type Verdict } from '../verdict.ts';
import { restartFrom } from './restart.ts';
import { judgeTransition } from './transitions.ts';

export function judgeOneServer(vector: Vector): Verdict {
  if ('transition' in vector.when) return judgeTransition(vector);
  if ('restart' in vector.when) return judgeRestart(vector);
  const state = serverOf(v.parse(serverGiven, vector.given));
  const before = snapshotOf(state);
  const output = happen(state, vector.when);
  const changed = !isDeepStrictEqual(before, snapshotOf(state));
  return compare(vector.then ?? {}, { ...observe(state, output), changed }, vector.alsoOk);
}

/** One event of a `when`: a timer, a client's command, or a message under `rpc`, `message` or `type`. */
export function happen(state: RaftState, when: Vector['when']): Output {
  const { rpc, message, type, timer, propose, ...fields } = when;
  if (typeof propose === 'string') {
    return step(state, { kind: 'propose', proposals: [{ proposalId: 1, command: propose }] });
  }
  if (timer === 'election' || timer === 'heartbeat') return step(state, { kind: 'timeout', timer, why: 'elapsed' });
  const kind = rpc ?? message ?? type;
  return step(state, { kind: 'receive', message: messageOf({ ...fields, type: kind, to: numberOf(state.id) }) });
}

/** Every field that a `then` may list. */
export function observe(state: RaftState, output: Output): Record<string, unknown> {
  const sends = [...output.sendNow, ...output.sendAfterSave].map(notationOfMessage);
  const [reply = {}] = sends.filter((sent) => String(sent['type']).endsWith('Reply'));
  const { granted, success, match } = { granted: undefined, success: undefined, match: undefined, ...reply };
  return {
    role: state.role.kind,
    term: state.currentTerm,
    votedFor: numberOf(state.votedFor),
    leader: numberOf(state.leaderId),
    log: notationOf(state.log),
    commit: state.commitIndex,
    applied: state.lastApplied,
    reply,
    sends,
    granted,
    success,
    match,
  };
}

function judgeRestart(vector: Vector): Verdict {
  const state = restartFrom(vector.when['restart']);
  const output = step(state, { kind: 'start' });
  return compare(vector.then ?? {}, observe(state, output), vector.alsoOk);
}

/** Durable and volatile state alike, without the bookkeeping of saves and random numbers. */
function snapshotOf(state: RaftState): unknown {
  const { random: _random, nextSaveId: _nextSaveId, ...rest } = state;
  return structuredClone(rest satisfies { id: NodeId });
}
