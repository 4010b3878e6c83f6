/**
 * The history of what clients asked and were answered, as checkers of linearizability read it (Jepsen's operations):
 * a process does one thing at a time, and one whose outcome is unknown (`info`) is never used again.
 */
import type { Operation as KvOperation } from '../../../machine/command.ts';
import { claimOf } from '../../claim.ts';
import type { EventOf, TraceEvent } from '../../events.ts';
import { operationKey } from '../../operation-key.ts';
import { answerOf } from './answers.ts';

export interface HistoryLine {
  /** 0, 1, 2 … */
  readonly index: number;
  /** Nanoseconds since the trace's epoch. */
  readonly time: number;
  readonly process: number;
  /** fail: certainly did not take effect. info: the outcome is unknown; it may take effect at any later time or never. */
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: KvOperation['op'];
  readonly key: string;
  /** What was written (cas: `[from, to]`), and on the ok of a get what was read; else null. */
  readonly value: string | null | readonly [string, string];
  /** Only on the ok of a cas: whether it compared equal and so changed the value. */
  readonly result?: boolean;
  /** Why, on fail and info. */
  readonly error?: string;
}

type Asked = EventOf<'client.invoke'>;
type Line = Omit<HistoryLine, 'index'>;

interface Open {
  readonly process: number;
  readonly operation: KvOperation;
}

export class Histories {
  /** Asked and not yet answered, by operation. */
  readonly #open = new Map<string, Open>();
  /** The processes of each client that are at rest. */
  readonly #atRest = new Map<string, number[]>();
  #processes = 0;
  #lines = 0;
  #last = 0;

  /** null for what is no line of the history. */
  lineOf(event: TraceEvent): HistoryLine | null {
    this.#last = event.t;
    switch (event.ev) {
      case 'client.invoke':
        return this.#asked(event);
      case 'client.ok':
      case 'client.fail':
      case 'client.info':
        return this.#answered(event);
      default:
        return null;
    }
  }

  /** What was still open when the trace ended is unknown. */
  *end(): Iterable<HistoryLine> {
    for (const { operation, ...open } of this.#open.values()) {
      const fields = { ...fieldsOf(operation), error: 'the trace ends here' };
      yield this.#numbered({ time: this.#last * 1000, process: open.process, type: 'info', ...fields });
    }
  }

  /** For lines of another kind that share the numbering. */
  takeIndex(): number {
    this.#lines += 1;
    return this.#lines - 1;
  }

  #asked(event: Asked): HistoryLine | null {
    const operation = claimOf(event);
    if (operation === null) return null;
    const free = this.#atRest.get(event.node)?.pop() ?? this.#newProcess();
    this.#open.set(operationKey(event), { process: free, operation });
    return this.#numbered({ time: event.t * 1000, process: free, type: 'invoke', ...fieldsOf(operation) });
  }

  #answered(event: EventOf<'client.ok' | 'client.fail' | 'client.info'>): HistoryLine | null {
    const key = operationKey(event);
    const open = this.#open.get(key);
    if (open === undefined) return null;
    this.#open.delete(key);
    const { operation } = open;
    const { type, ...answer } = answerOf(event, operation);
    if (type !== 'info') this.#rest(event.node, open.process);
    return this.#numbered({ time: event.t * 1000, process: open.process, type, ...fieldsOf(operation), ...answer });
  }

  #numbered(line: Line): HistoryLine {
    return { index: this.takeIndex(), ...line };
  }

  #newProcess(): number {
    this.#processes += 1;
    return this.#processes - 1;
  }

  #rest(client: string, free: number): void {
    const resting = this.#atRest.get(client);
    if (resting === undefined) this.#atRest.set(client, [free]);
    else resting.push(free);
  }
}

function fieldsOf(operation: KvOperation): Pick<HistoryLine, 'f' | 'key' | 'value'> {
  const { op, key } = operation;
  switch (op) {
    case 'put':
    case 'append':
      return { f: op, key, value: operation.value };
    case 'cas':
      return { f: op, key, value: [operation.from, operation.to] };
    case 'get':
    case 'del':
      return { f: op, key, value: null };
    default:
      return op satisfies never;
  }
}
