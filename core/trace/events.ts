/**
 * The canonical trace, version 1: every event a cluster can write, as schemas; the types are inferred from them.
 * Rules: one JSON path has one type across all kinds; counters have no gaps; nothing is dropped without a trace.gap.
 * The raft.* and log.* payloads are the core's notes word for word (core/raft/notes.ts), entries in short form.
 */
import * as v from 'valibot';
import { entryRecord, envelope, nodeState, wholeNumber } from './common-schemas.ts';
import { decision } from './decision-schemas.ts';
import { messageRecord } from './message-schemas.ts';

export const TRACE_SCHEMA = 'raftarium.trace';
export const TRACE_VERSION = 1;

/** An event of a server: `inc` is its incarnation (1 = first start), `state` its state after the step it belongs to. */
const node = { ...envelope, inc: wholeNumber, state: nodeState };

const header = v.object({
  schema: v.literal(TRACE_SCHEMA),
  version: v.literal(TRACE_VERSION),
  run: v.string(),
  /** Wall-clock time of t = 0, ISO 8601. */
  epoch: v.string(),
  clock: v.picklist(['real', 'virtual']),
  nodes: v.array(v.string()),
  config: v.object({
    cluster: v.string(),
    heartbeatMs: v.number(),
    electionTimeoutMs: v.number(),
    maxEntriesPerMessage: wholeNumber,
    maxInFlight: wholeNumber,
    maxCommandLength: v.optional(wholeNumber),
    noopOnElection: v.optional(v.boolean()),
    seed: wholeNumber,
  }),
  app: v.object({ name: v.string(), version: v.string(), runtime: v.string() }),
});

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
  /** 0 entries: fromIndex and toIndex are 0. */
  entries: wholeNumber,
  fromIndex: wholeNumber,
  toIndex: wholeNumber,
  /** Wall time from handing the save to the disk until it was reported safe, µs. */
  micros: wholeNumber,
});

const operation = v.object({
  /** `c1.5`: the client and its how many-th operation; the same from its asking to its outcome. */
  id: v.string(),
  /** log: an entry of the log. The others are reads without one (thesis 6.4). */
  read: v.picklist(['log', 'linearizable', 'follower', 'local']),
  /** Empty until it is known. */
  session: v.string(),
  serial: wholeNumber,
  /** In the grammar of core/machine/command.ts: `put x 7`. */
  operation: v.string(),
  tries: wholeNumber,
  hops: wholeNumber,
  target: v.nullable(v.string()),
  result: v.nullable(v.string()),
  index: v.nullable(wholeNumber),
  duplicate: v.boolean(),
  why: v.nullable(v.string()),
});

const linkRule = v.object({
  from: v.string(),
  to: v.string(),
  cut: v.boolean(),
  delayMs: v.number(),
  jitterMs: v.number(),
  loss: v.number(),
  duplicate: v.number(),
  reorder: v.number(),
});

const fault = v.object({
  by: v.picklist(['user', 'scenario', 'simulation']),
  target: v.nullable(v.string()),
  groups: v.array(v.array(v.string())),
  links: v.array(linkRule),
});

const pace = v.object({
  mode: v.picklist(['real', 'classroom', 'step']),
  /** Lab-clock microseconds per real microsecond. */
  rate: v.number(),
  /** The lab clock's reading at this event, µs. */
  clock: wholeNumber,
  /** How long links hold every message, milliseconds of the lab clock; null = until delivered by hand. */
  holdMs: v.nullable(v.number()),
});

const appliedEntry = v.object({
  index: wholeNumber,
  term: wholeNumber,
  duplicate: v.boolean(),
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
  /** What the disk gave back at a start, in chunks, right after node.start. */
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
export type EntryRecord = v.InferOutput<typeof entryRecord>;
export type MessageRecord = v.InferOutput<typeof messageRecord>;
export type LinkRule = v.InferOutput<typeof linkRule>;
export type PaceRecord = v.InferOutput<typeof pace>;
export type OperationRecord = v.InferOutput<typeof operation>;
export type TraceHeader = v.InferOutput<typeof header>;
