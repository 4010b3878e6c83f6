/** File 18: exactly-once commands by sessions, and where a command is turned away (§8, thesis §6.3). */
import * as v from 'valibot';
import { encodeCommand } from '../../../../core/machine/command.ts';
import { applyCommand, createMachine, type Machine, machinePairs } from '../../../../core/machine/machine.ts';
import { step } from '../../../../core/raft/step.ts';
import type { Vector } from '../../format.ts';
import { numberOf, serverGiven, serverOf } from '../../server.ts';
import { compare, skipped, type Verdict } from '../../verdict.ts';

const command = v.union([
  v.tuple([v.string(), v.number(), v.literal('inc')]),
  v.tuple([v.string(), v.number(), v.literal('inc'), v.strictObject({ lowestOpen: v.number() })]),
]);
const entries = v.array(v.union([command, v.tuple([v.literal('noop')])]));
const replayed = v.optional(v.array(command), []);

export function judgeClientSession(vector: Vector): Verdict {
  if ('read' in vector.when) return skipped('our method: reads go through the log until ReadIndex comes');
  if (vector.given['timeoutSec'] !== undefined) return skipped('our method: a session never expires');
  if ('then' in vector.when) return skipped('what a deposed leader tells its client is tested in test/node');
  return 'entries' in vector.when ? judgeEntries(vector) : judgeRouting(vector);
}

/** The vectors' counter is a text here: "inc" appends one letter, and the count is the length of the answer. */
function judgeEntries(vector: Vector): Verdict {
  const list = v.parse(entries, vector.when['entries']);
  const machines = [createMachine(), createMachine(), createMachine()];
  const [machine = createMachine()] = machines;
  for (const each of machines) for (const one of v.parse(replayed, vector.given['restartReplay'])) run(each, one);
  const applied = list.map((one) => (one.length === 1 ? null : run(machine, one)));
  for (const other of machines.slice(1)) for (const one of list) if (one.length !== 1) run(other, one);
  const pairs = machines.map((each) => JSON.stringify(machinePairs(each)));
  return compare(vector.then ?? {}, {
    applies: applied.map((one) => one && !one.duplicate && !one.stale),
    answers: applied.map((one) => one && countIn(one.result)),
    counter: machine.store.get('counter')?.length ?? 0,
    sameOnAllServers: new Set(pairs).size === 1,
  });
}

function run(machine: Machine, [session, serial, , extra]: v.InferOutput<typeof command>) {
  const lowestOpen = extra?.lowestOpen ?? 1;
  return applyCommand(machine, encodeCommand({ session, serial, lowestOpen, operation: 'append counter i' }));
}

function countIn(result: string | null): number | null {
  return result === null ? null : v.parse(v.object({ value: v.string() }), JSON.parse(result)).value.length;
}

function judgeRouting(vector: Vector): Verdict {
  const state = serverOf(v.parse(serverGiven, vector.given));
  const said = v.parse(v.strictObject({ command: v.string() }), vector.when);
  const [answer] = step(state, { kind: 'propose', proposals: [{ proposalId: 1, command: said.command }] }).answers;
  const redirect = answer?.accepted === false ? numberOf(answer.leaderId) : null;
  return compare(vector.then ?? {}, { accepted: answer?.accepted, redirect });
}
