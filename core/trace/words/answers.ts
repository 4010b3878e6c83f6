/** The state machine's answers, which a trace has as the JSON text that core/machine/kv.ts writes, in a word or two. */
import * as v from 'valibot';

const present = (value: string | null) => value ?? 'nothing there';

const answer = v.union([
  v.pipe(
    v.object({ error: v.string() }),
    v.transform(({ error }) => error),
  ),
  v.pipe(
    v.object({ ok: v.literal(true) }),
    v.transform(() => 'ok'),
  ),
  v.pipe(
    v.object({ existed: v.boolean() }),
    v.transform(({ existed }) => (existed ? 'deleted' : 'nothing there')),
  ),
  v.pipe(
    v.object({ swapped: v.boolean(), value: v.nullable(v.string()) }),
    v.transform(({ swapped, value }) => (swapped ? 'swapped' : `not swapped: ${present(value)}`)),
  ),
  v.pipe(
    v.object({ value: v.nullable(v.string()) }),
    v.transform(({ value }) => present(value)),
  ),
]);

const answerLine = v.pipe(v.string(), v.parseJson(), answer);

/** `ok`, `swapped`, the value that was read, or the machine's own words; an answer it does not know is shown as it is. */
export function answerWords(result: string | null): string {
  if (result === null) return 'ok';
  const parsed = v.safeParse(answerLine, result);
  return parsed.success ? parsed.output : result;
}
