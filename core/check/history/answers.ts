/** The state machine's answers (core/machine/kv.ts), read back from the trace's text. */
import * as v from 'valibot';
import type { Action, Answer } from './operation.ts';

export type Told =
  | { readonly hadEffect: true; readonly answer: Answer }
  /** It was refused by the state machine, and changed nothing. */
  | { readonly hadEffect: false };

const text = v.nullable(v.string());
const schemas = {
  get: v.object({ value: text }),
  put: v.object({ ok: v.literal(true) }),
  append: v.object({ value: v.string() }),
  cas: v.object({ swapped: v.boolean(), value: text }),
  del: v.object({ existed: v.boolean() }),
} as const;
const refusal = v.object({ error: v.string() });

/** A text that is no answer tells nothing but that there was one. */
export function answerIn(result: string | null, action: Action): Told {
  const value = parseJson(result);
  if (v.is(refusal, value)) return { hadEffect: false };
  return { hadEffect: true, answer: fieldOf(value, action) };
}

function fieldOf(value: unknown, { f }: Action): Answer {
  if (f === 'get') return v.is(schemas.get, value) ? value.value : undefined;
  if (f === 'append') return v.is(schemas.append, value) ? value.value : undefined;
  if (f === 'cas') return v.is(schemas.cas, value) ? value.swapped : undefined;
  if (f === 'del') return v.is(schemas.del, value) ? value.existed : undefined;
  return undefined;
}

function parseJson(textOrNull: string | null): unknown {
  try {
    return JSON.parse(textOrNull ?? 'null');
  } catch {
    return null;
  }
}
