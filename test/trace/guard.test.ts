/** The quick tests of the trace's schemas say what the schemas say: valibot's own judgement is the measure. */
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { traceEvent } from '../../core/trace/events.ts';
import { guardOf } from '../../core/trace/guard.ts';
import { sampleEvents } from './samples.ts';

const strangers = [undefined, null, '', 'x', -1, 0, 0.5, 2 ** 60, Number.NaN, true, [], {}, [0], [null], { a: 1 }];
const options = traceEvent.options.map((schema) => ({ schema, guard: guardOf(schema) }));

/** Every copy of `value` in which one field, however deep, is a stranger or is gone. */
function* damaged(value: unknown): Generator<unknown> {
  yield* strangers;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value)) {
    const with_ = (other: unknown) =>
      Array.isArray(value) ? value.with(Number(key), other) : { ...value, [key]: other };
    if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const other of damaged(field)) yield with_(other);
  }
}

test('every kind of event is right, and with each field damaged in turn it is judged as its schema judges it', () => {
  let right = 0;
  let wrong = 0;
  for (const event of sampleEvents()) {
    const option = options.find(({ schema }) => v.is(schema, event));
    expect(option?.guard(event), event.ev).toBe(true);
    for (const copy of damaged(event)) {
      const expected = option !== undefined && v.is(option.schema, copy);
      if (option?.guard(copy) !== expected) expect({ copy, guard: !expected }).toEqual({ copy, guard: expected });
      if (expected) right += 1;
      else wrong += 1;
    }
  }
  expect(new Set(sampleEvents().map(({ ev }) => ev)).size).toBeGreaterThan(40);
  expect(Math.min(right, wrong)).toBeGreaterThan(1000);
});
