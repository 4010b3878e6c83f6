/** The steps of a scenario: calls of the contract, clients, waits, pauses, expectations, marks, saved names. */
import * as v from 'valibot';
import { paramSchemas } from '../../contract/lab-api.ts';
import { condition } from './condition.ts';
import { deed } from './deed.ts';
import { day, duration } from './duration.ts';
import { name, selector } from './names.ts';
import { type CallStep, call } from './steps/call.ts';
import { load, stopLoad } from './steps/load.ts';

const MAX_DEEDS = 100_000;

export type { CallStep };

const submit = v.strictObject({
  /** The command, as a client types it: `put x 7`. */
  submit: paramSchemas['client.submit'].entries.operation,
  client: paramSchemas['client.submit'].entries.client,
  /** The server asked first; without it, the one the client believes to lead. A read may name several: each is asked. */
  target: v.optional(selector),
  /** How a get is read (thesis 6.4); without it, as the cluster's rule `reads` says. */
  read: paramSchemas['client.submit'].entries.read,
  /** Without it: ok, or any in the background. */
  expect: v.optional(v.picklist(['ok', 'refused', 'unknown', 'any'])),
  /** Fields of the answer: `{ value: '7' }`. */
  result: v.optional(v.record(v.string(), v.nullable(v.union([v.string(), v.boolean()])))),
  /** Go on without waiting for the outcome; when it comes, it is held against `expect` and `result`. */
  background: v.optional(v.boolean(), false),
});

const plainSchemas = {
  call,
  submit,
  load,
  stopLoad,
  wait: v.strictObject({ wait: condition, withinMs: duration }),
  pause: v.strictObject({
    pause: duration,
    /** Must hold all through the pause. */
    always: v.optional(condition),
  }),
  expect: v.strictObject({ expect: condition }),
  /** What a simulation did, at its moments; nobody waits for answers, and a refusal is no failure. Virtual time only. */
  play: v.strictObject({ play: v.pipe(v.array(deed), v.maxLength(MAX_DEEDS)) }),
  /**
   * All faults end (if `quorum` names servers, first theirs alone): then a leader must be elected, all logs become equal
   * and all commands answered, and the answers must be true. Virtual time only.
   */
  recover: v.strictObject({
    recover: v.strictObject({
      /** When the faults end, ms since the start. */
      at: v.pipe(v.number(), v.minValue(0), v.maxValue(day)),
      quorum: v.optional(v.array(name), []),
      withinMs: duration,
    }),
  }),
  /** Keeps who is meant now under a name: `{ old: leader }`. */
  save: v.strictObject({ save: v.record(name, name) }),
  /** Gives this moment a name, for conditions that count what has happened since. */
  mark: v.strictObject({ mark: name }),
};

const anyPlainStep = v.union(Object.values(plainSchemas));

export type PlainStep = v.InferOutput<typeof anyPlainStep>;

/** The same steps over and over. A name saved or marked again means the newer one. */
function repeatOf<Schema extends v.GenericSchema<unknown, PlainStep>>(plain: Schema) {
  return v.strictObject({
    repeat: v.strictObject({
      times: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
      steps: v.pipe(v.array(plain), v.minLength(1)),
    }),
  });
}

/** All forms of a step at once: for its type and for the published schema. */
export const anyStep = v.union([...Object.values(plainSchemas), repeatOf(anyPlainStep)]);

export type Step = v.InferOutput<typeof anyStep>;
export type RecoverStep = v.InferOutput<typeof plainSchemas.recover>;
export type SubmitStep = v.InferOutput<typeof submit>;

/** In the order in which they are looked for: `submit` and `call` before `expect`, which is also one of their fields. */
const verbs = [
  ...(['call', 'submit', 'load', 'stopLoad', 'wait', 'pause', 'play', 'recover', 'save', 'mark'] as const),
  'expect',
] as const satisfies (keyof typeof plainSchemas)[];

/** Reads a step by its verb, so that a mistake is told of that verb and not of all. */
const plainStep: v.GenericSchema<unknown, PlainStep> = v.lazy((input) => {
  const verb = verbs.find((candidate) => fieldsOf(input).includes(candidate));
  return verb === undefined ? unknownStep(Object.keys(plainSchemas)) : plainSchemas[verb];
});

const repeat = repeatOf(plainStep);

export const step: v.GenericSchema<unknown, Step> = v.lazy((input) => {
  const fields = fieldsOf(input);
  if (fields.includes('repeat')) return repeat;
  const isKnown = verbs.some((verb) => fields.includes(verb));
  return isKnown ? plainStep : unknownStep([...Object.keys(plainSchemas), 'repeat']);
});

function fieldsOf(input: unknown): string[] {
  return typeof input === 'object' && input !== null ? Object.keys(input) : [];
}

function unknownStep(known: readonly string[]) {
  return v.custom<never>(() => false, `a step is one of: ${known.join(', ')}`);
}
