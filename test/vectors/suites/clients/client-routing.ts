/** File 18, the server's desk: redirects, reads beside the log, and what a waiting client is told (thesis 6.2 to 6.4). */
import * as v from 'valibot';
import { applyCommand, createMachine } from '../../../../core/machine/machine.ts';
import { encodeCommand } from '../../../../core/machine/payload.ts';
import { ClientDesk } from '../../../../core/node/client-desk.ts';
import type { ClientReply, ClientStatus } from '../../../../core/node/client-messages.ts';
import { ReadDesk } from '../../../../core/node/read-desk.ts';
import { step } from '../../../../core/raft/step.ts';
import type { Vector } from '../../format.ts';
import { numberOf } from '../../server.ts';
import { NOW, serverGiven, serverOf } from '../../server-given.ts';
import { compare, type Verdict } from '../../verdict.ts';

export function judgeRouting(vector: Vector): Verdict {
  const state = serverOf(v.parse(serverGiven, vector.given));
  const said = v.parse(v.strictObject({ command: v.string() }), vector.when);
  const proposals = [{ proposalId: 1, command: said.command }];
  const [answer] = step(state, { kind: 'propose', proposals }, NOW).answers;
  const redirect = answer?.accepted === false ? numberOf(answer.leaderId) : null;
  return compare(vector.then ?? {}, { accepted: answer?.accepted, redirect });
}

/** A leader that is alone confirms itself, so the read is answered in the same step; the log does not grow by it. */
export function judgeCounterRead(vector: Vector): Verdict {
  const { counter } = v.parse(v.strictObject({ counter: v.number() }), vector.given);
  const machine = createMachine();
  applyCommand(machine, encodeCommand({ kind: 'open', time: 0 }), 1);
  for (let serial = 1; serial <= counter; serial++) {
    const command = { session: '1', serial, lowestOpen: 1, operation: 'append counter i', time: 0 };
    applyCommand(machine, encodeCommand({ kind: 'execute', ...command }), serial + 1);
  }
  const log = Array.from({ length: counter + 1 }, () => 3);
  const given = { role: 'leader', term: 3, votedFor: 1, log, commit: log.length, voters: [1] };
  const state = serverOf(v.parse(serverGiven, given), { reads: 'readIndex' });
  const replies: ClientReply[] = [];
  const desk = new ReadDesk({
    firstReadId: 1,
    machine: () => machine,
    lastApplied: () => state.lastApplied,
    reply: (reply) => replies.push(reply),
  });
  const route = { kind: 'clientRead', from: 'c1', to: 'S1', session: 'c1.read', serial: 1, seenIndex: 0 } as const;
  const reads = desk.admit([{ ...route, mode: 'linearizable', operation: 'get counter' }]);
  desk.settle(step(state, { kind: 'read', reads }, NOW).reads);
  const value = v.parse(v.object({ value: v.string() }), JSON.parse(replies[0]?.result ?? 'null')).value;
  return compare(vector.then ?? {}, { answer: value.length, logEntries: state.log.entries.length - log.length });
}

/** What the client knows from the status: overwritten promises that this try of its command never takes effect. */
const meanings: Readonly<Partial<Record<ClientStatus, string>>> = { leadershipLost: 'unknown', overwritten: 'failed' };

export function judgeWaitingClient(vector: Vector): Verdict {
  const event = v.parse(v.string(), vector.when['then']);
  const { role, term } = v.parse(v.strictObject({ role: v.literal('leader'), term: v.number() }), vector.given);
  const state = serverOf(v.parse(serverGiven, { role, term, votedFor: 1 }));
  const replies: ClientReply[] = [];
  const desk = new ClientDesk({ id: state.id, time: () => 0, reply: (reply) => replies.push(reply) });
  const request = { kind: 'clientRequest', from: 'c1', to: state.id, session: '1', serial: 1, lowestOpen: 1 } as const;
  const proposals = desk.admit([{ ...request, operation: 'put x 7' }]);
  desk.settle(step(state, { kind: 'propose', proposals }, NOW).answers);
  if (event === 'deposed before commit') desk.leadershipLost(null);
  else desk.applied({ index: 1, term: term + 1, payload: { kind: 'noop' } }, null);
  const [reply] = replies;
  return compare(vector.then ?? {}, { answer: reply && (meanings[reply.status] ?? reply.status) });
}
