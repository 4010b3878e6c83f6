/** The operations of the key-value store (§8) and their text form, which clients type, logs hold and traces show. */
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
