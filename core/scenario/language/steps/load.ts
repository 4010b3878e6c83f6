/** Clients that ask on their own while the scenario goes on, and the end of their asking. */
import * as v from 'valibot';
import { paramSchemas } from '../../../contract/lab-api.ts';
import { bounds } from '../bounds.ts';
import { duration } from '../duration.ts';

const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

export const load = v.strictObject({
  load: v.strictObject({
    /** They are called c101, c102, …; each asks for the next thing when it has the answer to the last one. */
    clients: v.optional(v.pipe(positive, v.maxValue(100)), 1),
    /** In turn. `{key}` is k1, k2, …; `{client}` and `{n}` the client and its how many-th operation: `put {key} {n}`. */
    operations: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1)), [
      'put {key} {client}.{n}',
      'get {key}',
    ]),
    keys: v.optional(positive, 1),
    /** How many operations each client asks for; without it, as many as there is time for. */
    count: v.optional(positive),
    /** How long they go on; without it, until `stopLoad`. */
    forMs: v.optional(duration),
    /** Between an answer and the next question. */
    thinkMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
    /** As in `submit`, for every get. */
    read: paramSchemas['client.submit'].entries.read,
  }),
});

/** Nobody asks any more (a load with `count` or `forMs` is let finish); then every outcome must come, and be as is said here. */
export const stopLoad = v.strictObject({
  stopLoad: v.strictObject({
    withinMs: duration,
    ok: v.optional(bounds),
    refused: v.optional(bounds),
    unknown: v.optional(bounds),
  }),
});

export type LoadSettings = v.InferOutput<typeof load>['load'];
export type LoadEnd = v.InferOutput<typeof stopLoad>['stopLoad'];
