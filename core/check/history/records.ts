/** Writes the clients' part of a trace in the documented history format, record by record while the trace is read. */
import { type Operation, parseOperation } from '../../machine/command.ts';
import type { EventOf, TraceEvent } from '../../trace/events.ts';
import { answerIn } from './answers.ts';
import { callOf } from './history-of.ts';
import { actionOf } from './operation.ts';
import type { HistoryRecord } from './record.ts';

interface Open {
  readonly process: number;
  readonly asked: Operation;
}

/** Local reads are left out, as they may be stale. What has no end in the trace has an invoke and no more. */
export function* historyRecords(events: Iterable<TraceEvent>): Generator<HistoryRecord, void, undefined> {
  const writer = new HistoryRecords();
  for (const event of events) {
    const record = writer.recordOf(event);
    if (record !== null) yield record;
  }
}

class HistoryRecords {
  readonly #open = new Map<string, Open>();
  readonly #processes = new Map<string, number>();
  #lastProcess = -1;
  #nextIndex = 0;

  recordOf(event: TraceEvent): HistoryRecord | null {
    switch (event.ev) {
      case 'client.invoke':
        return this.#begin(event);
      case 'client.ok':
      case 'client.fail':
      case 'client.info':
        return this.#end(event);
      default:
        return null;
    }
  }

  #begin({ node, op, t }: EventOf<'client.invoke'>): HistoryRecord | null {
    const parsed = op.read === 'local' ? null : parseOperation(op.operation);
    if (parsed?.ok !== true) return null;
    const open: Open = { process: this.#processOf(node), asked: parsed.operation };
    this.#open.set(callOf(node, op), open);
    return this.#record(open, 'invoke', t, valueAsked(parsed.operation));
  }

  #end({ ev, node, op, t }: EventOf<'client.ok'>): HistoryRecord | null {
    const call = callOf(node, op);
    const open = this.#open.get(call);
    if (open === undefined) return null;
    this.#open.delete(call);
    const asked = valueAsked(open.asked);
    if (ev === 'client.fail') return this.#record(open, 'fail', t, asked);
    if (ev === 'client.info') {
      this.#processes.delete(node);
      return this.#record(open, 'info', t, asked);
    }
    const told = answerIn(op.result, actionOf(open.asked));
    if (!told.hadEffect) return this.#record(open, 'fail', t, asked);
    const { answer } = told;
    if (open.asked.op === 'get') return this.#record(open, 'ok', t, typeof answer === 'string' ? answer : null);
    const record = this.#record(open, 'ok', t, asked);
    return open.asked.op === 'cas' ? { ...record, result: answer === true } : record;
  }

  #record(open: Open, type: HistoryRecord['type'], t: number, value: HistoryRecord['value']): HistoryRecord {
    const { op, key } = open.asked;
    return { index: this.#nextIndex++, time: t * 1000, process: open.process, type, f: op, key, value };
  }

  /** A client whose operation may still take effect goes on under another number. */
  #processOf(client: string): number {
    const known = this.#processes.get(client);
    if (known !== undefined) return known;
    this.#lastProcess += 1;
    this.#processes.set(client, this.#lastProcess);
    return this.#lastProcess;
  }
}

function valueAsked(asked: Operation): HistoryRecord['value'] {
  switch (asked.op) {
    case 'get':
    case 'del':
      return null;
    case 'put':
    case 'append':
      return asked.value;
    case 'cas':
      return [asked.from, asked.to];
    default:
      return asked satisfies never;
  }
}
