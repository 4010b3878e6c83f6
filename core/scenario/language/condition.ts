/** What a scenario can say about a cluster: small data, all of whose fields must hold at one moment. */
import * as v from 'valibot';
import { roleName } from '../../trace/common-schemas.ts';
import { boundFields, bounds } from './bounds.ts';
import { name, selector } from './names.ts';

const operationText = v.pipe(v.string(), v.minLength(1));
const operationStatus = v.picklist(['waiting', 'ok', 'refused', 'unknown']);

const nodeStatus = v.picklist(['new', 'up', 'paused', 'down', 'halted']);

function oneOrMore<Word extends v.GenericSchema<string>>(word: Word) {
  return v.union([word, v.array(word)]);
}

/** Servers looked at; without it, those that are up. */
const nodes = v.optional(selector, 'up');

export const condition = v.pipe(
  v.strictObject({
    /** The leader of the highest term: `any`, `none`, or this server. */
    leader: v.optional(name),
    /** Some server leads, and it is not this one. */
    leaderOtherThan: v.optional(name),
    /** Election Safety (Figure 3), as far as the servers' present states show it. */
    oneLeaderPerTerm: v.optional(v.literal(true)),
    /** Every one of the servers is in such a term. */
    term: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** These servers are all in one and the same term. */
    sameTerm: v.optional(selector),
    /** commitIndex of every one of the servers. */
    committed: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** The whole logs of these servers are equal. */
    sameLog: v.optional(selector),
    /** Exactly these writing commands are committed on every one of the servers, in this order, retries counted once. */
    commands: v.optional(v.strictObject({ are: v.array(operationText), nodes })),
    /** The log of every one of the servers, committed or not, holds or lacks such a command. */
    log: v.optional(v.strictObject({ holds: v.optional(operationText), lacks: v.optional(operationText), nodes })),
    role: v.optional(v.record(name, oneOrMore(roleName))),
    status: v.optional(v.record(name, oneOrMore(nodeStatus))),
    /** A client's last command, or its last with this text. */
    operation: v.optional(
      v.strictObject({
        client: v.optional(name, 'c1'),
        text: v.optional(operationText),
        status: v.optional(oneOrMore(operationStatus)),
        /** The answer is that of an earlier execution (§8). */
        duplicate: v.optional(v.boolean()),
        tries: v.optional(bounds),
        hops: v.optional(bounds),
      }),
    ),
  }),
  v.check((fields) => Object.keys(fields).length > 0, 'a condition says at least one thing'),
);

export type Condition = v.InferOutput<typeof condition>;
