/** The steps of a scenario: calls of the contract, commands of clients, waits, pauses, expectations, saved names. */
import * as v from 'valibot';
import { paramSchemas } from '../../contract/lab-api.ts';
import { condition } from './condition.ts';
import { deed } from './deed.ts';
import { name, selector } from './names.ts';

const day = 86_400_000;
/** Milliseconds of the lab clock. */
const duration = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(day));
const link = { from: selector, to: selector };
const linkRule = v.omit(paramSchemas['link.set'], ['from', 'to']).entries;

/**
 * One call for every server named, or for every pair of them. The step pace and deliveries by hand are left out: waits
 * are on the lab clock, which stands still there.
 */
const call = v.variant('call', [
  v.strictObject({ call: v.picklist(['node.crash', 'node.restart', 'node.pause', 'node.resume']), node: selector }),
  v.strictObject({ call: v.picklist(['node.timeout', 'network.isolate']), node: selector }),
  v.strictObject({ call: v.picklist(['link.cut', 'link.heal']), ...link }),
  v.strictObject({ call: v.literal('link.set'), ...link, ...linkRule }),
  v.strictObject({ call: v.literal('network.partition'), groups: v.pipe(v.array(selector), v.minLength(1)) }),
  v.strictObject({ call: v.literal('network.heal') }),
  v.strictObject({ call: v.literal('clock.pace'), mode: v.picklist(['real', 'classroom']) }),
  v.strictObject({ call: v.literal('trace.note'), text: paramSchemas['trace.note'].entries.text }),
]);

const submit = v.strictObject({
  /** The command, as a client types it: `put x 7`. */
  submit: paramSchemas['client.submit'].entries.operation,
  client: paramSchemas['client.submit'].entries.client,
  /** The server asked first; without it, the one the client believes to lead. */
  target: v.optional(name),
  /** Without it: ok, or any in the background. */
  expect: v.optional(v.picklist(['ok', 'refused', 'unknown', 'any'])),
  /** Fields of the answer: `{ value: '7' }`. */
  result: v.optional(v.record(v.string(), v.nullable(v.union([v.string(), v.boolean()])))),
  /** Go on without waiting for the outcome; when it comes, it is held against `expect` and `result`. */
  background: v.optional(v.boolean(), false),
});

const stepSchemas = {
  call,
  submit,
  wait: v.strictObject({ wait: condition, withinMs: duration }),
  pause: v.strictObject({
    pause: duration,
    /** Must hold all through the pause. */
    always: v.optional(condition),
  }),
  expect: v.strictObject({ expect: condition }),
  /** What a simulation did, at its moments; nobody waits for answers, and a refusal is no failure. Virtual time only. */
  play: v.strictObject({ play: v.array(deed) }),
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
};

/** All forms of a step at once: for its type and for the published schema. */
export const anyStep = v.union(Object.values(stepSchemas));

export type Step = v.InferOutput<typeof anyStep>;
export type CallStep = v.InferOutput<typeof call>;
export type RecoverStep = v.InferOutput<typeof stepSchemas.recover>;
export type SubmitStep = v.InferOutput<typeof submit>;

const unknownStep = v.custom<never>(() => false, `a step is one of: ${Object.keys(stepSchemas).join(', ')}`);

/** Reads a step by its verb, so that a mistake is told of that verb and not of all. */
export const step: v.GenericSchema<unknown, Step> = v.lazy((input) => {
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  const verb = verbs.find((candidate) => keys.includes(candidate));
  return verb === undefined ? unknownStep : stepSchemas[verb];
});

/** `submit` before `expect`, which is also one of its fields. */
const verbs = [
  'call',
  'submit',
  'wait',
  'pause',
  'play',
  'recover',
  'save',
  'expect',
] as const satisfies (keyof typeof stepSchemas)[];
