/** What the lines of the data files mean: term and vote in `meta` files, entries in `log` files (Figure 2, persistent state). */
import * as v from 'valibot';
import type { Entry, HardState } from '../../raft/types.ts';
import { StorageProblem } from '../problem.ts';

/** The fields of a record that are its own; the segment adds its number `_id` and the first number of its batch `b`. */
export interface StoredRecord {
  readonly fields: Readonly<Record<string, string | number | null>>;
  /** No fewer bytes than its line has in the file. */
  readonly maxBytes: number;
}

/** Checksum, number, batch and field names, with room to spare. */
const FRAME_BYTES = 128;
/** The dearest characters take three times their bytes in a file: U+0085 is 2 bytes, escaped 6. */
const ESCAPE_FACTOR = 3;

const text = v.string();
const nodeIds = v.array(text);
/** Folders from before these two fields existed lack them. */
export const configurationSchema = v.strictObject({
  voters: nodeIds,
  outgoing: nodeIds,
  learners: nodeIds,
  learnersNext: v.optional(nodeIds, []),
  autoLeave: v.optional(v.boolean(), false),
});
const payloadSchema = v.pipe(
  text,
  v.parseJson(),
  v.variant('kind', [
    v.strictObject({ kind: v.literal('noop') }),
    v.strictObject({ kind: v.literal('command'), command: text }),
    v.strictObject({ kind: v.literal('configuration'), configuration: configurationSchema }),
  ]),
);

const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const frame = { _id: positive, b: positive };
const entrySchema = v.strictObject({ ...frame, i: positive, t: positive, c: text });
const hardStateSchema = v.strictObject({
  ...frame,
  t: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  v: v.nullable(text),
});

/** The payload is text inside the record: NeDB changes objects it stores (`$` keys, `$$date`, `__proto__`), never text. */
export function encodeEntry(entry: Entry): StoredRecord {
  const payload = JSON.stringify(entry.payload);
  return {
    fields: { i: entry.index, t: entry.term, c: payload },
    maxBytes: FRAME_BYTES + ESCAPE_FACTOR * Buffer.byteLength(payload),
  };
}

export function encodeHardState(hardState: HardState): StoredRecord {
  return {
    fields: { t: hardState.currentTerm, v: hardState.votedFor },
    maxBytes: FRAME_BYTES + ESCAPE_FACTOR * Buffer.byteLength(hardState.votedFor ?? ''),
  };
}

export function decodeEntry(record: unknown): Entry {
  const { i: index, t: term, c: payload } = parse(entrySchema, record);
  return { index, term, payload: parse(payloadSchema, payload) };
}

export function decodeHardState(record: unknown): HardState {
  const { t: currentTerm, v: votedFor } = parse(hardStateSchema, record);
  return { currentTerm, votedFor };
}

function parse<Output>(schema: v.GenericSchema<unknown, Output>, value: unknown): Output {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const why = result.issues[0].message;
  throw new StorageProblem('corrupt', `A stored record is whole but is not one of ours (${why}). Nothing was changed.`);
}
