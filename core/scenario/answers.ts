/** Holds the lab's answers against what the scenario expects of them. */
import * as v from 'valibot';
import type { Reply } from '../contract/lab-api.ts';
import type { CallStep } from './language/steps.ts';

export interface Expected {
  readonly status: 'ok' | 'refused' | 'unknown' | 'any';
  /** Fields of the state machine's answer. */
  readonly result: { readonly [field: string]: string | boolean | null };
}

const submitOutcome = v.object({
  status: v.picklist(['ok', 'refused', 'unknown']),
  result: v.nullable(v.string()),
  index: v.nullable(v.number()),
  why: v.nullable(v.string()),
});

const answerFields = v.pipe(
  v.string(),
  v.parseJson(),
  v.record(v.string(), v.nullable(v.union([v.string(), v.boolean()]))),
);

/** What a client was told, from the answer of the contract. */
export function outcomeOf(value: unknown): v.InferOutput<typeof submitOutcome> {
  return v.parse(submitOutcome, value);
}

/** What is wrong with a client's outcome, in one sentence, or null. */
export function answerProblem(reply: Reply<unknown>, expected: Expected): string | null {
  if (!reply.ok) {
    return reply.error.message;
  }
  const { status, result, why } = outcomeOf(reply.value);
  if (expected.status !== 'any' && expected.status !== status) {
    return `the outcome is ${status}${why === null ? '' : ` (${why})`}, not ${expected.status}`;
  }
  return resultProblem(result, expected.result);
}

/** What is wrong with the answer to a call, in one sentence, or null. A code or some words expect a refusal. */
export function callProblem(reply: Reply<unknown>, { expect, code, message, background }: CallStep): string | null {
  const wantsRefusal = expect === 'refused' || code !== undefined || message !== undefined;
  if (reply.ok) {
    return wantsRefusal ? 'the answer is ok, not refused' : null;
  }
  const { error } = reply;
  if (!wantsRefusal) {
    return background && expect === undefined ? null : error.message;
  }
  if (code !== undefined && code !== error.code) {
    return `the code of the refusal is ${error.code} (${error.message}), not ${code}`;
  }
  const isSaid = message === undefined || error.message.includes(message);
  return isSaid ? null : `the refusal says: "${error.message}", and nothing of "${message}"`;
}

function resultProblem(result: string | null, expected: Expected['result']): string | null {
  const fields = v.safeParse(answerFields, result);
  const answered = fields.success ? fields.output : {};
  const wrong = Object.entries(expected).find(([field, value]) => answered[field] !== value);
  return wrong === undefined ? null : `the answer is ${result}, not ${JSON.stringify(expected)}`;
}
