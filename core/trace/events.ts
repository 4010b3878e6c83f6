/**
 * The canonical trace, version 1: every event a cluster can write, as schemas; the types are inferred from them.
 * Rules: one JSON path has one type across all kinds; counters have no gaps; nothing is dropped without a trace.gap.
 * The raft.* and log.* payloads are the core's notes word for word (core/raft/notes.ts), entries in short form.
 */
import * as v from 'valibot';
import {
  type configurationRecord,
  entryRecord,
  envelope,
  nodeState,
  snapshotFields,
  wholeNumber,
} from './common-schemas.ts';
import { decision } from './decision-schemas.ts';
import { fault, header, type linkRule, member, operation, pace, rulesRecord } from './lab-schemas.ts';
import { messageRecord } from './message-schemas.ts';

export { TRACE_SCHEMA, TRACE_VERSION } from './lab-schemas.ts';

/** An event of a server: `inc` is its incarnation (1 = first start), `state` its state after the step it belongs to. */
const node = { ...envelope, inc: wholeNumber, state: nodeState };

const lifecycle = v.object({
  address: v.nullable(v.string()),
  /** started: a first or later start; stopped: in good order; crashed: on request; halted: by a storage error or broken invariant. */
  why: v.picklist(['started', 'restarted', 'stopped', 'crashed', 'halted']),
  /** A sentence for the user when something went wrong. */
  detail: v.nullable(v.string()),
});

const persist = v.object({
  saveId: wholeNumber,
  hardState: v.boolean(),
  /** lastIncludedIndex of the snapshot in this save; null without one. */
  snapshotIndex: v.optional(v.nullable(wholeNumber)),
  /** 0 entries: fromIndex and toIndex are 0. */
  entries: wholeNumber,
  fromIndex: wholeNumber,
  toIndex: wholeNumber,
  /** Wall time from handing the save to the disk until it was reported safe, µs. */
  micros: wholeNumber,
});

const appliedEntry = v.object({
  index: wholeNumber,
  term: wholeNumber,
  /** An earlier execution's answer was given again. */
  duplicate: v.boolean(),
  /** Its session was not open, so it was not executed (thesis 6.3). */
  expired: v.optional(v.boolean()),
  result: v.nullable(v.string()),
});

/** Events of the lab, of links and of clients. */
const labEvents = [
  v.object({ ...envelope, ev: v.literal('trace.header'), header }),
  v.object({ ...envelope, ev: v.literal('trace.footer'), footer: v.object({ events: wholeNumber }) }),
  v.object({ ...envelope, ev: v.literal('trace.gap'), gap: v.object({ count: wholeNumber, why: v.string() }) }),
  v.object({ ...envelope, ev: v.literal('lab.call'), call: v.object({ method: v.string(), params: v.string() }) }),
  v.object({ ...envelope, ev: v.literal('lab.pace'), pace }),
  v.object({
    ...envelope,
    ev: v.picklist(['fault.partition', 'fault.isolate', 'fault.link', 'fault.heal']),
    fault,
  }),
  v.object({ ...envelope, ev: v.literal('lab.rules'), rules: rulesRecord }),
  v.object({ ...envelope, ev: v.literal('lab.member'), member }),
  v.object({ ...envelope, ev: v.literal('note'), note: v.object({ text: v.string() }) }),
  v.object({
    ...envelope,
    ev: v.literal('check.violation'),
    violation: v.object({ invariant: v.string(), detail: v.string(), nodes: v.array(v.string()) }),
  }),
] as const;

const clientEvents = [
  v.object({
    ...envelope,
    /** invoke: asked; ok: took effect once; fail: certainly never takes effect; info: the outcome is unknown. */
    ev: v.picklist(['client.invoke', 'client.ok', 'client.fail', 'client.info']),
    op: operation,
  }),
  /** The client gave up on one try and asks again, here or elsewhere. */
  v.object({ ...envelope, ev: v.literal('client.retry'), op: operation }),
] as const;

const nodeEvents = [
  v.object({
    ...node,
    ev: v.picklist(['node.start', 'node.stop', 'node.crash', 'node.halt', 'node.pause', 'node.resume']),
    lifecycle,
  }),
  v.object({ ...node, ev: v.literal('node.persist'), persist }),
  /** What the disk gave back at a start, right after node.start: the snapshot, if there is one, then entries in chunks. */
  v.object({ ...node, ev: v.literal('log.restoreSnapshot'), restoreSnapshot: v.object(snapshotFields) }),
  v.object({ ...node, ev: v.literal('log.restore'), restore: v.object({ entries: v.array(entryRecord) }) }),
  v.object({ ...node, ev: v.literal('log.apply'), apply: v.object({ entries: v.array(appliedEntry) }) }),
] as const;

/** What happened to a message: `drop` may come from the network, so these stand under the sender or receiver as `node`. */
const messageEvents = [
  v.object({
    ...envelope,
    inc: v.optional(wholeNumber),
    state: v.optional(nodeState),
    ev: v.picklist(['msg.send', 'msg.recv']),
    msg: messageRecord,
  }),
  v.object({
    ...envelope,
    ev: v.picklist(['msg.drop', 'msg.duplicate', 'msg.hold']),
    msg: messageRecord,
    /** For drop: why it was lost. */
    why: v.picklist(['cut', 'loss', 'down', 'dropped', 'disconnected', 'malformed', 'overflow', 'duplicated', 'held']),
  }),
] as const;

export const traceEvent = v.variant('ev', [
  ...labEvents,
  ...clientEvents,
  ...nodeEvents,
  ...messageEvents,
  ...decision(node),
]);

export type TraceEvent = v.InferOutput<typeof traceEvent>;
export type EventKind = TraceEvent['ev'];
type Carrying<Event, Kind> = Event extends { ev: infer Own } ? (Kind extends Own ? Event : never) : never;
/** The event type that carries a kind; several kinds may share one type. */
export type EventOf<Kind extends EventKind> = Carrying<TraceEvent, Kind>;
export type NodeStateRecord = v.InferOutput<typeof nodeState>;
export type ConfigurationRecord = v.InferOutput<typeof configurationRecord>;
export type EntryRecord = v.InferOutput<typeof entryRecord>;
export type MessageRecord = v.InferOutput<typeof messageRecord>;
export type LinkRule = v.InferOutput<typeof linkRule>;
export type PaceRecord = v.InferOutput<typeof pace>;
export type RulesRecord = v.InferOutput<typeof rulesRecord>;
export type OperationRecord = v.InferOutput<typeof operation>;
export type TraceHeader = v.InferOutput<typeof header>;
