/** The documented file format of a history, one JSON object per line (docs/HISTORY_FORMAT.md). */
import * as v from 'valibot';
import { wholeNumber } from '../../trace/common-schemas.ts';

export const functions = ['get', 'put', 'append', 'cas', 'read', 'write', 'del'] as const;

const value = v.union([v.string(), v.number(), v.boolean(), v.null()]);

export const historyRecord = v.object({
  /** 0, 1, 2 … */
  index: v.optional(wholeNumber),
  /** Nanoseconds; the order of the lines is what counts. */
  time: v.optional(v.number()),
  /** Has one operation at a time; a process that ended with info asks no more. */
  process: wholeNumber,
  type: v.picklist(['invoke', 'ok', 'fail', 'info']),
  f: v.picklist(functions),
  key: v.optional(v.nullable(v.string()), null),
  /** What is put, written or appended; what was read; of cas [from, to]. */
  value: v.optional(v.union([value, v.tuple([value, value])])),
  /** Only with the ok of a cas: whether it compared equal and changed the value. */
  result: v.optional(v.boolean()),
});

export type ParsedRecord = v.InferOutput<typeof historyRecord>;
