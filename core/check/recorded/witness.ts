/**
 * The order of the log is a linearization, if there is one (§8): every answer is held against it directly. What a client
 * was told stands at its entry, a read after the last entry that it has seen.
 */
import { parseOperation } from '../../machine/command.ts';
import { execute, type Store } from '../../machine/kv.ts';
import type { EventOf, OperationRecord, TraceEvent } from '../../trace/events.ts';
import { operationKey } from '../../trace/operation-key.ts';
import type { AppliedCommand, AppliedCommands } from './applied-commands.ts';
import { type Find, recordedRules } from './finding.ts';

interface Told {
  readonly client: string;
  op: OperationRecord;
  readonly invokedAt: number;
  /** `seq` of the outcome; 0 while there is none. */
  endedAt: number;
  outcome: 'none' | 'ok' | 'fail' | 'info';
}

interface Placed {
  readonly told: Told;
  readonly place: number;
}

const outcomes = { 'client.ok': 'ok', 'client.fail': 'fail', 'client.info': 'info' } as const;

export class Witness {
  readonly #told = new Map<string, Told>();
  readonly #commands: AppliedCommands;
  /** A server began with a snapshot, so what the keys held then is not known. */
  #isStartKnown = true;
  #hasApplied = false;
  #isProof = false;

  constructor(commands: AppliedCommands) {
    this.#commands = commands;
  }

  hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'client.invoke': {
        const { seq, node, op } = event;
        this.#told.set(operationKey(event), { client: node, op, invokedAt: seq, endedAt: 0, outcome: 'none' });
        return;
      }
      case 'client.ok':
      case 'client.fail':
      case 'client.info':
        return this.#end(event);
      case 'log.apply':
        this.#hasApplied = true;
        return;
      case 'log.restoreSnapshot':
        if (!this.#hasApplied) this.#isStartKnown = false;
    }
  }

  /** After `judge`: the order of the log explains every answer and contradicts no clock, so it is a linearization. */
  get isProof(): boolean {
    return this.#isProof;
  }

  /** After the last event. */
  judge(find: Find): void {
    let isClean = true;
    const isWhole = this.#judge((finding) => {
      isClean = false;
      find(finding);
    });
    this.#isProof = isWhole && isClean;
  }

  /** False when not everything could be run again. */
  #judge(find: Find): boolean {
    const placed: Placed[] = [];
    const reads = new Map<number, Told[]>();
    for (const told of this.#told.values()) {
      if (told.outcome === 'fail') this.#judgeRefused(told, find);
      if (told.outcome !== 'ok' || told.op.read === 'local') continue;
      const index = told.op.index ?? 0;
      const isEntry = isCommand(told.op);
      placed.push({ told, place: isEntry ? index : index + 0.5 });
      if (isEntry) this.#judgeAnswer(told, find);
      else reads.set(index, [...(reads.get(index) ?? []), told]);
    }
    judgeOrder(placed, find);
    return this.#isStartKnown && this.#replay(reads, find);
  }

  #end(event: EventOf<'client.ok'>): void {
    const told = this.#told.get(operationKey(event));
    if (told === undefined || event.ev === 'client.invoke') return;
    told.op = event.op;
    told.endedAt = event.seq;
    told.outcome = outcomes[event.ev];
  }

  #judgeRefused(told: Told, find: Find): void {
    const { session, serial } = told.op;
    const executed = isCommand(told.op) ? this.#commands.executionOf(session, serial) : undefined;
    if (executed === undefined) return;
    const detail = `${said(told)}, was refused, and it took effect at index ${executed.index}.`;
    find({ invariant: recordedRules.refusedHasNoEffect, detail, nodes: [], seqs: [executed.seq, told.endedAt] });
  }

  #judgeAnswer(told: Told, find: Find): void {
    const { index, result } = told.op;
    const applied = index === null ? undefined : this.#commands.byIndex[index];
    if (applied === undefined) {
      const detail = `${said(told)}, was told that it took effect at index ${index}, and no server applied that.`;
      find({ invariant: recordedRules.answersAreTrue, detail, nodes: [], seqs: [told.endedAt] });
    } else if (applied.result !== result) {
      const detail = `${said(told)}, was told ${result}, and index ${index} gives ${applied.result}.`;
      find({ invariant: recordedRules.answersAreTrue, detail, nodes: [], seqs: [applied.seq, told.endedAt] });
    }
  }

  /** Runs what took effect through a store of its own, and asks it what each answer should have been. */
  #replay(reads: ReadonlyMap<number, readonly Told[]>, find: Find): boolean {
    const store: Store = new Map();
    for (let index = 0; index === 0 || index < this.#commands.byIndex.length; index += 1) {
      const applied = this.#commands.byIndex[index];
      if (applied !== undefined && !judgeExecution(store, index, applied, find)) return false;
      for (const told of reads.get(index) ?? []) judgeRead(store, told, find);
    }
    return true;
  }
}

/** False when the trace does not tell what was executed, so that nothing is known of what comes after. */
function judgeExecution(store: Store, index: number, applied: AppliedCommand, find: Find): boolean {
  if (!applied.isExecuted || applied.entry?.session === undefined) return applied.entry !== undefined;
  const parsed = parseOperation(applied.entry.operation ?? '');
  if (!parsed.ok) return true;
  const expected = JSON.stringify(execute(store, parsed.operation));
  if (expected === applied.result) return true;
  const detail = `"${applied.entry.operation}" at index ${index} gave ${applied.result}, and after what came before it ${expected} is right.`;
  find({ invariant: recordedRules.answersAreTrue, detail, nodes: [], seqs: [applied.seq] });
  return true;
}

function judgeRead(store: Store, told: Told, find: Find): void {
  const parsed = parseOperation(told.op.operation);
  if (!parsed.ok) return;
  const expected = JSON.stringify(execute(store, parsed.operation));
  if (expected === told.op.result) return;
  const detail = `${said(told)}, was told ${told.op.result}, and after index ${told.op.index} ${expected} is right.`;
  find({ invariant: recordedRules.answersAreTrue, detail, nodes: [], seqs: [told.invokedAt, told.endedAt] });
}

/** Whatever ended before another was asked stands before it; equal reads in the order of asking. */
function judgeOrder(placed: Placed[], find: Find): void {
  placed.sort((one, other) => one.place - other.place || one.told.invokedAt - other.told.invokedAt);
  let latest: Told | null = null;
  for (const { told } of placed) {
    if (latest !== null && told.endedAt < latest.invokedAt) {
      const detail = `"${told.op.operation}" of ${told.client} ended before "${latest.op.operation}" of ${latest.client} was asked, and took effect after it.`;
      const seqs = [told.endedAt, latest.invokedAt];
      find({ invariant: recordedRules.orderOfTheLog, detail, nodes: [], seqs });
    }
    if (latest === null || told.invokedAt > latest.invokedAt) latest = told;
  }
}

function isCommand({ read }: OperationRecord): boolean {
  return read === undefined || read === 'log';
}

function said({ client, op }: Told): string {
  return `${client} asked "${op.operation}" (serial ${op.serial})`;
}
