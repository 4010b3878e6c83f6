/** What a scenario can say about a cluster: small data, all of whose fields must hold at one moment. */
import * as v from 'valibot';
import { roleName } from '../../trace/common-schemas.ts';
import { raftMessageKinds } from '../../trace/message-schemas.ts';
import { boundFields, bounds } from './bounds.ts';
import { name, selector } from './names.ts';

const operationText = v.pipe(v.string(), v.minLength(1));
const operationStatus = v.picklist(['waiting', 'ok', 'refused', 'unknown']);

/** Since that mark; without it, since the start. */
const counted = { ...boundFields, since: v.optional(name) };

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
    /** Some server leads, and it is none of these. */
    leaderOtherThan: v.optional(selector),
    /** Election Safety (Figure 3), as far as the servers' present states show it. */
    oneLeaderPerTerm: v.optional(v.literal(true)),
    /** Every one of the servers is in such a term. */
    term: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** These servers are all in one and the same term. */
    sameTerm: v.optional(selector),
    /** commitIndex of every one of the servers. */
    committed: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** lastApplied of every one of the servers. */
    applied: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** The last entry of the snapshot of every one of the servers (§7); 0 without one. */
    snapshot: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** The number of entries in the log of every one of the servers, those in its snapshot not counted (§7). */
    logLength: v.optional(v.strictObject({ ...boundFields, nodes })),
    /** The membership in force (§6) at every one of the servers; without `nodes`, at the leader. */
    members: v.optional(
      v.strictObject({
        voters: v.optional(v.array(name)),
        learners: v.optional(v.array(name)),
        /** C-old,new: two majorities decide. */
        joint: v.optional(v.boolean()),
        /** That server knows the membership's entry to be committed. */
        committed: v.optional(v.boolean()),
        nodes: v.optional(selector, 'leader'),
      }),
    ),
    /** These logs end at the same index and are equal as far as both still have their entries (§7). */
    sameLog: v.optional(selector),
    /** Exactly these writing commands are committed on every one of the servers, retries counted once. */
    commands: v.optional(
      v.strictObject({ are: v.array(operationText), inAnyOrder: v.optional(v.boolean(), false), nodes }),
    ),
    /** The log of every one of the servers, committed or not, holds or lacks such a command. */
    log: v.optional(v.strictObject({ holds: v.optional(operationText), lacks: v.optional(operationText), nodes })),
    /** Terms that a candidate has opened (§5.2). */
    elections: v.optional(v.strictObject(counted)),
    /** Elections won. */
    leaders: v.optional(v.strictObject(counted)),
    /** Messages sent between servers, or characters of the commands in them. */
    sent: v.optional(
      v.strictObject({
        ...counted,
        kinds: v.optional(v.array(v.picklist(raftMessageKinds))),
        from: v.optional(selector),
        to: v.optional(selector),
        of: v.optional(v.picklist(['messages', 'characters']), 'messages'),
      }),
    ),
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
