/** Holds the lab's answer to a client's command against what the scenario expects of it. */
import * as v from 'valibot';
import type { Reply } from '../contract/lab-api.ts';

export interface Expected {
  readonly status: 'ok' | 'refused' | 'unknown' | 'any';
  /** Fields of the state machine's answer. */
  readonly result: { readonly [field: string]: string | boolean | null };
}

const submitOutcome = v.object({
  status: v.picklist(['ok', 'refused', 'unknown']),
  result: v.nullable(v.string()),
  why: v.nullable(v.string()),
});

const answerFields = v.pipe(
  v.string(),
  v.parseJson(),
  v.record(v.string(), v.nullable(v.union([v.string(), v.boolean()]))),
);

/** What is wrong, in one sentence, or null. */
export function answerProblem(reply: Reply<unknown>, expected: Expected): string | null {
  if (!reply.ok) {
    return reply.error.message;
  }
  const { status, result, why } = v.parse(submitOutcome, reply.value);
  if (expected.status !== 'any' && expected.status !== status) {
    return `the outcome is ${status}${why === null ? '' : ` (${why})`}, not ${expected.status}`;
  }
  return resultProblem(result, expected.result);
}

function resultProblem(result: string | null, expected: Expected['result']): string | null {
  const fields = v.safeParse(answerFields, result);
  const answered = fields.success ? fields.output : {};
  const wrong = Object.entries(expected).find(([field, value]) => answered[field] !== value);
  return wrong === undefined ? null : `the answer is ${result}, not ${JSON.stringify(expected)}`;
}
