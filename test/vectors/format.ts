/** A file of conformance vectors (raft-vectors/1), as test/vectors/README.md describes it. */
import * as v from 'valibot';

const record = v.record(v.string(), v.unknown());

const vector = v.looseObject({
  id: v.string(),
  level: v.picklist(['must', 'should', 'choice']),
  title: v.string(),
  needs: v.optional(v.array(v.string()), []),
  given: v.optional(record, {}),
  when: v.optional(record, {}),
  /** Absent in scenarios: their expectations are `check` steps. */
  // biome-ignore lint/suspicious/noThenProperty: the vectors' own word, and never awaited.
  then: v.optional(record),
  alsoOk: v.optional(v.array(record), []),
  cluster: v.optional(record, {}),
  steps: v.optional(v.array(record), []),
});

export const vectorFile = v.looseObject({
  format: v.literal('raft-vectors/1'),
  suite: v.string(),
  kind: v.picklist(['table', 'scenario']),
  needs: v.optional(v.array(v.string()), []),
  count: v.number(),
  cases: v.array(vector),
});

export type Vector = v.InferOutput<typeof vector>;
export type VectorFile = v.InferOutput<typeof vectorFile>;

export const maybeServer = v.nullable(v.number());
export const terms = v.array(v.number());

/** `[1,1,4]`, or with a compacted prefix. */
export const logNotation = v.union([terms, v.object({ snapIndex: v.number(), snapTerm: v.number(), terms })]);
export type LogNotation = v.InferOutput<typeof logNotation>;

/** One set of voters, or two: incoming and outgoing. */
export const voterSets = v.union([v.array(v.array(v.number())), v.array(v.number())]);
export type VoterSets = v.InferOutput<typeof voterSets>;
