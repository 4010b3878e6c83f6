/** What an answer says in the terms of a history; the state machine's own text is read carefully, it is a file's. */
import * as v from 'valibot';
import type { Operation } from '../../../machine/command.ts';
import type { EventOf } from '../../events.ts';
import type { HistoryLine } from './operations.ts';

type Answered = EventOf<'client.ok' | 'client.fail' | 'client.info'>;
type Answer = Pick<HistoryLine, 'type'> & Partial<Pick<HistoryLine, 'value' | 'result' | 'error'>>;

const resultText = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    value: v.optional(v.nullable(v.string())),
    swapped: v.optional(v.boolean()),
    error: v.optional(v.string()),
  }),
);

const unreadable: Answer = { type: 'info', error: 'the answer in the trace cannot be read' };

export function answerOf({ ev, op: { result, why } }: Answered, operation: Operation): Answer {
  if (ev === 'client.fail') return { type: 'fail', error: why ?? 'refused' };
  if (ev === 'client.info') return { type: 'info', error: why ?? 'unknown' };
  const read = v.safeParse(resultText, result);
  // Without a readable answer it did take effect, but what it gave is not known.
  if (!read.success) return unreadable;
  const { value, swapped, error } = read.output;
  // An entry that the state machine refused changed nothing.
  if (error !== undefined) return { type: 'fail', error };
  if (operation.op === 'get') return value === undefined ? unreadable : { type: 'ok', value };
  if (operation.op === 'cas') return swapped === undefined ? unreadable : { type: 'ok', result: swapped };
  return { type: 'ok' };
}
