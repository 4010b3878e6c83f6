/** File 18: exactly-once commands by sessions (§8, thesis 6.3), and where a command is turned away (6.2). */
import * as v from 'valibot';
import {
  type Applied,
  applyCommand,
  createMachine,
  type Machine,
  machinePairs,
} from '../../../../core/machine/machine.ts';
import { encodeCommand } from '../../../../core/machine/payload.ts';
import { sessionLimits } from '../../../../core/machine/sessions.ts';
import type { Vector } from '../../format.ts';
import { compare, type Verdict } from '../../verdict.ts';
import { judgeCounterRead, judgeRouting, judgeWaitingClient } from './client-routing.ts';

const command = v.union([
  v.tuple([v.string(), v.number(), v.literal('inc')]),
  v.tuple([v.string(), v.number(), v.literal('inc'), v.strictObject({ lowestOpen: v.number() })]),
]);
const noop = v.tuple([v.literal('noop')]);
const moment = v.strictObject({ time: v.number() });
const register = v.union([v.tuple([v.literal('register')]), v.tuple([v.literal('register'), moment])]);
const tick = v.tuple([v.literal('tick'), moment]);
const logEntry = v.union([command, noop, register, tick]);
type LogEntry = v.InferOutput<typeof logEntry>;

const situation = v.strictObject({
  counter: v.optional(v.number(), 0),
  servers: v.optional(v.number(), 3),
  restartReplay: v.optional(v.array(logEntry), []),
  timeoutSec: v.optional(v.number()),
});

export function judgeClientSession(vector: Vector): Verdict {
  if ('read' in vector.when) return judgeCounterRead(vector);
  if ('then' in vector.when) return judgeWaitingClient(vector);
  return 'entries' in vector.when ? judgeEntries(vector) : judgeRouting(vector);
}

/** Several servers with the same log. The first one's decisions are looked at, and the others must equal it. */
function judgeEntries(vector: Vector): Verdict {
  const { servers, restartReplay, timeoutSec } = v.parse(situation, vector.given);
  const limits = timeoutSec === undefined ? sessionLimits : { ...sessionLimits, timeoutMs: timeoutSec * 1000 };
  const list = v.parse(v.array(logEntry), vector.when['entries']);
  const replicas = Array.from({ length: servers }, () => new Replica(createMachine(limits)));
  const results = replicas.map((replica) => {
    for (const one of restartReplay) replica.apply(one);
    return list.map((one) => replica.apply(one));
  });
  const [first] = replicas;
  const [applied = []] = results;
  const states = replicas.map((replica) => replica.everything());
  return compare(vector.then ?? {}, {
    applies: applied.map((one) => one && one.outcome === 'executed'),
    answers: applied.map((one) => one && countIn(one.result)),
    counter: first?.count(),
    expired: first?.isRegisteredExpired(),
    sameOnAllServers: new Set(states).size === 1,
  });
}

/** One state machine. The vectors' counter is a text: "inc" appends one letter, and the count is its length. */
class Replica {
  readonly #machine: Machine;
  /** The name that each of the vectors' clients got when its session was opened, before its first command. */
  readonly #sessions = new Map<string, string>();
  #registered: string | null = null;
  #index = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  apply(entry: LogEntry): Applied | null {
    if (entry[0] === 'noop' && entry.length === 1) {
      this.#index += 1;
      return null;
    }
    if (isRegister(entry)) {
      this.#registered = this.#open(entry[1]?.time ?? 0);
      return null;
    }
    if (isTick(entry)) {
      this.#run(encodeCommand({ kind: 'keep', session: 'of nobody', time: entry[1].time * 1000 }));
      return null;
    }
    return isCommand(entry) ? this.#increment(entry) : null;
  }

  count(): number {
    return this.#machine.store.get('counter')?.length ?? 0;
  }

  isRegisteredExpired(): boolean | undefined {
    const names = [...this.#machine.sessions.entries()].map(([name]) => name);
    return this.#registered === null ? undefined : !names.includes(this.#registered);
  }

  everything(): string {
    const sessions = [...this.#machine.sessions.entries()].map(([name, { answers, ...rest }]) => [
      name,
      rest,
      [...answers],
    ]);
    return JSON.stringify([machinePairs(this.#machine), sessions]);
  }

  #increment([client, serial, , extra]: v.InferOutput<typeof command>): Applied {
    const session = this.#sessions.get(client) ?? this.#open(0);
    this.#sessions.set(client, session);
    const lowestOpen = extra?.lowestOpen ?? 1;
    const operation = 'append counter i';
    return this.#run(encodeCommand({ kind: 'execute', session, serial, lowestOpen, operation, time: 0 }));
  }

  #open(seconds: number): string {
    const { result } = this.#run(encodeCommand({ kind: 'open', time: seconds * 1000 }));
    return v.parse(v.string(), JSON.parse(result ?? 'null'));
  }

  #run(payload: string): Applied {
    this.#index += 1;
    return applyCommand(this.#machine, payload, this.#index);
  }
}

function isRegister(entry: LogEntry): entry is v.InferOutput<typeof register> {
  return v.is(register, entry);
}

function isTick(entry: LogEntry): entry is v.InferOutput<typeof tick> {
  return v.is(tick, entry);
}

function isCommand(entry: LogEntry): entry is v.InferOutput<typeof command> {
  return v.is(command, entry);
}

function countIn(result: string | null): number | null {
  return result === null ? null : v.parse(v.object({ value: v.string() }), JSON.parse(result)).value.length;
}
