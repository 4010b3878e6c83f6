/** The border where a history comes in from outside: lines of the documented format → operations, or what is wrong. */
import * as v from 'valibot';
import type { ModelName } from '../linearizability/model.ts';
import type { Action, Answer, Operation } from './operation.ts';
import { historyRecord, type ParsedRecord } from './record.ts';

interface Open {
  readonly record: ParsedRecord;
  readonly key: string;
  readonly action: Action;
  readonly line: number;
}

type Result<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };

export class HistoryReader {
  readonly #model: ModelName;
  readonly #open = new Map<number, Open>();
  readonly #ended: Operation[] = [];
  #lastIndex = -1;

  constructor(model: ModelName) {
    this.#model = model;
  }

  /** Takes the next line. What is wrong with it is the part of a sentence; null when nothing is. */
  add(text: string, line: number): string | null {
    const parsed = parseRecord(text);
    if (!parsed.ok) return parsed.problem;
    const record = parsed.value;
    if (record.index !== undefined && record.index <= this.#lastIndex) {
      return `index ${record.index} comes after index ${this.#lastIndex}`;
    }
    this.#lastIndex = record.index ?? this.#lastIndex;
    return record.type === 'invoke' ? this.#begin(record, line) : this.#end(record, line);
  }

  /** In the order of asking, without what certainly did not take effect. */
  operations(): Operation[] {
    const open = [...this.#open.values()].map(unknown);
    return [...this.#ended, ...open].sort((one, other) => one.invokedAt - other.invokedAt);
  }

  #begin(record: ParsedRecord, line: number): string | null {
    const { f, key } = record;
    const asker = record.process;
    if (this.#open.has(asker)) return `process ${asker} asks again before its last operation has ended`;
    const action = actionOf(record, this.#model);
    if (!action.ok) return action.problem;
    if (key === null && this.#model === 'kv') return `the ${f} has no key, and the model kv needs one`;
    this.#open.set(asker, { record, key: key ?? '', action: action.value, line });
    return null;
  }

  #end(record: ParsedRecord, line: number): string | null {
    const { f, key, type } = record;
    const asker = record.process;
    const open = this.#open.get(asker);
    if (open === undefined) return `process ${asker} ends an operation that it has not begun`;
    if (f !== open.record.f) return `process ${asker} began a ${open.record.f} and ends a ${f}`;
    if (key !== open.record.key) return `process ${asker} began with key ${open.record.key} and ends with ${key}`;
    if (type === 'ok') {
      const answer = answerOf(record, open.action);
      if (!answer.ok) return answer.problem;
      const { key: name, action, line: invokedAt } = open;
      const told = { answer: answer.value, invokedAt, endedAt: line };
      this.#ended.push({ key: name, action, process: nameOf(asker), outcome: 'ok', ...told });
    } else if (type === 'info') {
      this.#ended.push(unknown(open));
    }
    this.#open.delete(asker);
    return null;
  }
}

function parseRecord(text: string): Result<ParsedRecord> {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), historyRecord), text);
  if (parsed.success) return { ok: true, value: parsed.output };
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue);
  return { ok: false, problem: place === null ? 'this is no JSON object' : `${place}: ${issue.message}` };
}

function actionOf({ f, value }: ParsedRecord, model: ModelName): Result<Action> {
  switch (f) {
    case 'get':
    case 'read':
      return { ok: true, value: { f: 'get' } };
    case 'put':
    case 'write':
      if (value === undefined || isPair(value)) return { ok: false, problem: `a ${f} needs one value` };
      return { ok: true, value: { f: 'put', value } };
    case 'cas':
      if (!isPair(value)) return { ok: false, problem: 'a cas needs the value [from, to]' };
      return { ok: true, value: { f: 'cas', from: value[0], to: value[1] } };
    case 'append':
      if (model === 'register') return { ok: false, problem: `the model register has no ${f}` };
      if (typeof value !== 'string') return { ok: false, problem: 'an append needs a text as its value' };
      return { ok: true, value: { f, value } };
    case 'del':
      return model === 'kv' ? { ok: true, value: { f } } : { ok: false, problem: `the model register has no ${f}` };
    default:
      return f satisfies never;
  }
}

function answerOf({ f, value, result }: ParsedRecord, action: Action): Result<Answer> {
  if (action.f === 'get') {
    if (value === undefined || isPair(value))
      return { ok: false, problem: `the ok of a ${f} needs the value that was read` };
    return { ok: true, value };
  }
  if (action.f !== 'cas') return { ok: true, value: undefined };
  if (result === undefined) return { ok: false, problem: 'the ok of a cas needs "result": true or false' };
  return { ok: true, value: result };
}

function isPair(value: ParsedRecord['value']): value is Extract<ParsedRecord['value'], readonly unknown[]> {
  return Array.isArray(value);
}

function unknown({ record, key, action, line }: Open): Operation {
  return {
    key,
    action,
    process: nameOf(record.process),
    outcome: 'info',
    answer: undefined,
    invokedAt: line,
    endedAt: null,
  };
}

function nameOf(asker: number): string {
  return `process ${asker}`;
}
