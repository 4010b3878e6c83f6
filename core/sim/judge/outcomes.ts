/** What clients were told against what the replicated log did (§8, thesis 6.4): a judge of the trace and the whole log. */
import { applyCommand, createMachine, type Machine, readFrom } from '../../machine/machine.ts';
import { decodeCommand } from '../../machine/payload.ts';
import type { Entry } from '../../raft/types.ts';
import type { EventOf, OperationRecord, TraceEvent } from '../../trace/events.ts';
import { operationKey } from '../../trace/operation-key.ts';

type ClientEvent = EventOf<'client.ok'>;

interface Told {
  readonly client: string;
  op: OperationRecord;
  /** `seq` of the invocation, and of the outcome. */
  readonly invokedAt: number;
  endedAt: number;
  status: 'waiting' | 'ok' | 'refused' | 'unknown';
}

/** The one time a command took effect. */
interface Effect {
  readonly index: number;
  readonly result: string | null;
}

/** What ended well, at its place among the effects: a command at its entry, a read after the last one it has seen. */
interface Placed {
  readonly told: Told;
  readonly place: number;
}

type Complain = (invariant: string, detail: string) => void;

export class Outcomes {
  readonly #told = new Map<string, Told>();
  readonly counts = { ok: 0, refused: 0, unknown: 0 };
  /** Those that ended well, by how they were asked. */
  readonly asked: Record<NonNullable<OperationRecord['read']>, number> = {
    log: 0,
    linearizable: 0,
    follower: 0,
    local: 0,
  };

  hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'client.invoke': {
        const { seq, node, op } = event;
        this.#told.set(operationKey(event), { client: node, op, invokedAt: seq, endedAt: 0, status: 'waiting' });
        return;
      }
      case 'client.ok':
        this.asked[event.op.read ?? 'log'] += 1;
        return this.#end(event, 'ok');
      case 'client.fail':
        return this.#end(event, 'refused');
      case 'client.info':
        return this.#end(event, 'unknown');
    }
  }

  /**
   * `log` is everything that was ever committed, from index 1 on. ok: took effect once, with the answer that was given;
   * refused: never; unknown: either. A read must have seen the state of its index. And the order of effects contradicts
   * nobody's clock, which makes the run linearizable; only local reads may be behind.
   */
  judge(log: readonly Entry[], complain: Complain): void {
    const { effects, answers } = replay(log, this.#reads());
    const placed: Placed[] = [];
    for (const told of this.#told.values()) {
      const effect = isRead(told.op) ? answers.get(told) : effects.get(nameOf(told.op));
      if (told.status === 'refused' && !isRead(told.op) && effect !== undefined) {
        complain(
          'Refused Never Takes Effect',
          `${said(told)}, was refused, and it took effect at index ${effect.index}.`,
        );
      }
      if (told.status === 'ok') judgeAnswer(told, effect, placed, complain);
    }
    judgeOrder(placed, complain);
  }

  #reads(): Told[] {
    return [...this.#told.values()].filter(({ op, status }) => isRead(op) && status === 'ok');
  }

  #end(event: ClientEvent, status: 'ok' | 'refused' | 'unknown'): void {
    this.counts[status] += 1;
    const told = this.#told.get(operationKey(event));
    if (told === undefined) return;
    told.status = status;
    told.endedAt = event.seq;
    told.op = event.op;
  }
}

function judgeAnswer(told: Told, effect: Effect | undefined, placed: Placed[], complain: Complain): void {
  const { op } = told;
  if (effect === undefined) {
    complain('Acknowledged Is Kept', `${said(told)}, was told ok, and the log does not hold it.`);
  } else if (effect.result !== op.result) {
    complain(
      'Answers Are True',
      `${said(told)}, was told ${op.result}, and index ${effect.index} gives ${effect.result}.`,
    );
  } else if (op.read !== 'local') {
    placed.push({ told, place: isRead(op) ? effect.index + 0.5 : effect.index });
  }
}

/** Linearizability of a log: whatever ended before another was asked stands before it. Equal reads in order of asking. */
function judgeOrder(placed: Placed[], complain: Complain): void {
  placed.sort((one, other) => one.place - other.place || one.told.invokedAt - other.told.invokedAt);
  let latest: Told | null = null;
  for (const { told } of placed) {
    if (latest !== null && told.endedAt < latest.invokedAt) {
      const detail = `"${told.op.operation}" of ${told.client} ended before "${latest.op.operation}" of ${latest.client} was asked, and took effect after it.`;
      complain('Linearizability', detail);
    }
    if (latest === null || told.invokedAt > latest.invokedAt) latest = told;
  }
}

/** Runs the log through a fresh state machine; each read gets the answer of its index. */
function replay(log: readonly Entry[], reads: readonly Told[]) {
  const machine = createMachine();
  const effects = new Map<string, Effect>();
  const answers = new Map<Told, Effect>();
  const byIndex = groupByIndex(reads);
  answer(byIndex.get(0), 0, machine, answers);
  for (const { index, payload } of log) {
    if (payload.kind === 'command') {
      const command = decodeCommand(payload.command);
      const { result, outcome } = applyCommand(machine, payload.command, index);
      if (command?.kind === 'execute' && outcome === 'executed') effects.set(nameOf(command), { index, result });
    }
    answer(byIndex.get(index), index, machine, answers);
  }
  return { effects, answers };
}

function groupByIndex(reads: readonly Told[]): Map<number, Told[]> {
  const groups = new Map<number, Told[]>();
  for (const told of reads) {
    const index = told.op.index ?? 0;
    const group = groups.get(index);
    if (group === undefined) groups.set(index, [told]);
    else group.push(told);
  }
  return groups;
}

function answer(reads: readonly Told[] | undefined, index: number, machine: Machine, answers: Map<Told, Effect>): void {
  for (const told of reads ?? []) answers.set(told, { index, result: readFrom(machine, told.op.operation) });
}

/** It is no entry of the log. */
function isRead({ read }: OperationRecord): boolean {
  return read !== undefined && read !== 'log';
}

function said({ client, op }: Told): string {
  return `${client} asked "${op.operation}" (serial ${op.serial})`;
}

function nameOf({ session, serial }: { readonly session: string; readonly serial: number }): string {
  return `${session} ${serial}`;
}
