/** The commands of the key-value store (§8) and their text form, which is what clients type, logs hold and traces show. */
import { KEY_LIMIT, keyProblem, VALUE_LIMIT, valueProblem } from './limits.ts';
import { quoteWord, splitWords } from './words.ts';

export type Operation =
  | { readonly op: 'put'; readonly key: string; readonly value: string }
  | { readonly op: 'get'; readonly key: string }
  | { readonly op: 'del'; readonly key: string }
  | { readonly op: 'cas'; readonly key: string; readonly from: string; readonly to: string }
  | { readonly op: 'append'; readonly key: string; readonly value: string };

export type ParsedOperation =
  | { readonly ok: true; readonly operation: Operation }
  | { readonly ok: false; readonly message: string };

/** One client's command as the replicated log carries it (§8): which session, the how many-th, and what to do. */
export interface Command {
  readonly session: string;
  /** 1, 2, 3 … within the session. */
  readonly serial: number;
  /** The lowest serial whose answer the client still waits for; at most `serial`. */
  readonly lowestOpen: number;
  /** In the grammar of `parseOperation`. */
  readonly operation: string;
}

const SESSION_LIMIT = 128;

const forms: { readonly [Op in Operation['op']]: string } = {
  put: 'put KEY VALUE',
  get: 'get KEY',
  del: 'del KEY',
  cas: 'cas KEY FROM TO',
  append: 'append KEY VALUE',
};

/**
 * Reads one operation: `put x 7`, `get x`, `del x`, `cas x 6 7`, `append x abc`. A word with spaces, quotes or nothing
 * in it stands in JSON quotes: `put x "two words"`. Keys have 1 to 1024 characters, values at most 64 KiB of UTF-8.
 * The message of a refusal is a sentence for the person who typed it.
 */
export function parseOperation(text: string): ParsedOperation {
  const split = splitWords(text);
  if (!split.ok) {
    return split;
  }
  const [op, ...words] = split.words;
  const operation = fill(op, words);
  if (operation === null) {
    return { ok: false, message: shapeMessage(op) };
  }
  const problem = contentProblem(operation);
  return problem === null ? { ok: true, operation } : { ok: false, message: problem };
}

/** The one text of an operation: `parseOperation` reads it back as the same operation. */
export function formatOperation(operation: Operation): string {
  return wordsOf(operation).map(quoteWord).join(' ');
}

/** The payload of a log entry. `operation` is taken as it is; the state machine parses it when it is applied. */
export function encodeCommand({ session, serial, lowestOpen, operation }: Command): string {
  return JSON.stringify({ session, serial, lowestOpen, operation });
}

/** Reads a payload; null when it is not one that `encodeCommand` writes. */
export function decodeCommand(text: string): Command | null {
  const record = parseRecord(text);
  if (record === null) {
    return null;
  }
  const { session, serial, lowestOpen, operation } = record;
  if (typeof session !== 'string' || session === '' || session.length > SESSION_LIMIT) {
    return null;
  }
  if (!isSerial(serial) || !isSerial(lowestOpen) || lowestOpen > serial || typeof operation !== 'string') {
    return null;
  }
  return { session, serial, lowestOpen, operation };
}

function fill(op: string | undefined, words: readonly string[]): Operation | null {
  const [key = '', second = '', third = ''] = words;
  switch (op) {
    case 'get':
    case 'del':
      return words.length === 1 ? { op, key } : null;
    case 'put':
    case 'append':
      return words.length === 2 ? { op, key, value: second } : null;
    case 'cas':
      return words.length === 3 ? { op, key, from: second, to: third } : null;
    default:
      return null;
  }
}

function shapeMessage(op: string | undefined): string {
  for (const [name, form] of Object.entries(forms)) {
    if (name === op) {
      return `write it as: ${form}`;
    }
  }
  return `a command is one of: ${Object.values(forms).join(', ')}`;
}

function contentProblem(operation: Operation): string | null {
  const [, key, ...values] = wordsOf(operation);
  const inKey = keyProblem(key);
  if (inKey !== null) {
    return `${inKey} (a key has 1 to ${KEY_LIMIT} characters)`;
  }
  for (const value of values) {
    const inValue = valueProblem(value);
    if (inValue !== null) {
      return `${inValue} (a value has at most ${VALUE_LIMIT} bytes)`;
    }
  }
  return null;
}

function wordsOf(operation: Operation): readonly [string, string, ...string[]] {
  switch (operation.op) {
    case 'get':
    case 'del':
      return [operation.op, operation.key];
    case 'put':
    case 'append':
      return [operation.op, operation.key, operation.value];
    case 'cas':
      return [operation.op, operation.key, operation.from, operation.to];
    default:
      return operation satisfies never;
  }
}

function isSerial(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 1;
}

function parseRecord(text: string): Partial<Record<keyof Command, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : null;
  } catch {
    return null;
  }
}
