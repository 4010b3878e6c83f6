/** The one contract between the lab and its three hosts: every method with its parameters' schema and its result. */
import * as v from 'valibot';
import type { TraceEvent } from '../trace/events.ts';
import type { NodeTruth } from './node-truth.ts';
import { type RecordingDescription, type RecordingResults, recordingSchemas } from './recordings.ts';

const nodeId = v.pipe(v.string(), v.regex(/^S[1-9][0-9]?$/, 'a node is called S1 … S99'));
const clientId = v.pipe(v.string(), v.regex(/^c[1-9][0-9]{0,2}$/, 'a client is called c1 … c999'));
const endpoint = v.union([nodeId, clientId]);
const clusterName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,32}$/, 'a name has 1 to 32 letters, digits, _ or -'));
const paceMode = v.picklist(['real', 'classroom', 'step']);
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(60_000));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const nothing = v.object({});
const oneNode = v.object({ node: nodeId });

/** The rules a class can switch on and off to see what each is for (RaftOptions of core/raft/types.ts). */
export const raftRules = v.object({
  preVote: v.optional(v.boolean()),
  withholdVotes: v.optional(v.boolean()),
  checkQuorum: v.optional(v.boolean()),
  noopOnElection: v.optional(v.boolean()),
  /** log: a read is an entry. readIndex: a majority confirms the leader. lease: it did just now; trusts the clocks. */
  reads: v.optional(v.picklist(['log', 'readIndex', 'lease'])),
  /** null: snapshots are taken only by hand. */
  snapshotAfterEntries: v.optional(v.nullable(positive)),
  maxEntriesPerMessage: v.optional(positive),
  maxInFlight: v.optional(positive),
  maxUncommittedEntries: v.optional(positive),
});

export type RaftRules = v.InferOutput<typeof raftRules>;

/** The parameters of every method. A method that is not here does not exist. */
export const paramSchemas = {
  'lab.describe': nothing,
  /** Makes a new folder and starts it. Without a name, the lab picks a free one. */
  'cluster.create': v.object({
    name: v.optional(clusterName),
    nodes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9)),
    pace: v.optional(paceMode),
    seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff))),
    rules: v.optional(raftRules, {}),
  }),
  /** Resumes a stored cluster from its disks. */
  'cluster.open': v.object({ name: clusterName, pace: v.optional(paceMode) }),
  'cluster.stop': nothing,
  /** The nodes' real state, asked from them and not from the trace. */
  'cluster.inspect': nothing,
  /** Loses everything that was not synced, as a power loss does. */
  'node.crash': oneNode,
  'node.restart': oneNode,
  'node.pause': oneNode,
  'node.resume': oneNode,
  /** The node's election timer fires now. */
  'node.timeout': oneNode,
  /** Writes the state machine down and lets go of the log up to there (§7). */
  'node.snapshot': oneNode,
  /** Switches rules on every node, at once and until the cluster stops. */
  'cluster.rules': v.object({ rules: raftRules }),
  /**
   * Starts a new node on a port and in a folder of its own, lets it catch up as a learner, then gives it a vote (§6,
   * thesis 4.2.1). Answers when its membership is committed. Without `node`, the first free name.
   */
  'member.add': v.object({
    node: v.optional(nodeId),
    as: v.optional(v.picklist(['voter', 'learner']), 'voter'),
  }),
  /** Takes a node out of the cluster; its files stay. Answers when that is committed. */
  'member.remove': oneNode,
  /** A new node in the place of another one, in one joint change after it has caught up. */
  'member.replace': v.object({ node: nodeId, by: v.optional(nodeId) }),
  /** Any other membership by joint consensus (§6). `leave: byHand` stays in C-old,new until member.leaveJoint. */
  'member.change': v.object({
    voters: v.pipe(v.array(nodeId), v.minLength(1), v.maxLength(9)),
    learners: v.optional(v.array(nodeId), []),
    leave: v.optional(v.picklist(['automatic', 'byHand']), 'automatic'),
  }),
  'member.leaveJoint': nothing,
  /** The leader hands over (thesis 3.10). Answers when the target leads or the time is up. */
  'leader.transfer': v.object({ to: nodeId }),
  /** Replaces the rule of one direction of a link. Times are milliseconds of the lab clock. */
  'link.set': v.object({
    from: endpoint,
    to: endpoint,
    cut: v.optional(v.boolean(), false),
    delayMs: v.optional(milliseconds, 0),
    jitterMs: v.optional(milliseconds, 0),
    loss: v.optional(probability, 0),
    duplicate: v.optional(probability, 0),
    reorder: v.optional(probability, 0),
  }),
  'link.cut': v.object({ from: endpoint, to: endpoint }),
  'link.heal': v.object({ from: endpoint, to: endpoint }),
  /** Cuts every link of the node to other nodes, both ways. */
  'network.isolate': oneNode,
  /** Nodes of different groups cannot talk; a node in no group talks to nobody. */
  'network.partition': v.object({ groups: v.pipe(v.array(v.array(nodeId)), v.minLength(1), v.maxLength(9)) }),
  'network.heal': nothing,
  'clock.pace': v.object({ mode: paceMode }),
  /** Step pace: delivers the oldest held message, or if none is held, moves the clock on to the next timer. */
  'message.next': nothing,
  'message.deliver': v.object({ id: v.string() }),
  'message.drop': v.object({ id: v.string() }),
  /** Answers when the outcome is known or known to be unknown. The text is the grammar of core/machine/command.ts. */
  'client.submit': v.object({
    client: v.optional(clientId, 'c1'),
    operation: v.pipe(v.string(), v.minLength(1), v.maxLength(65_536)),
    /** The server asked first; without it, the one the client believes to lead. */
    target: v.optional(nodeId),
    /** For a get. local answers at once and may be stale; without it, as the cluster's rule `reads` says. */
    read: v.optional(v.picklist(['linearizable', 'follower', 'local'])),
  }),
  /** A line of the user's own in the trace. */
  'trace.note': v.object({ text: v.pipe(v.string(), v.minLength(1), v.maxLength(1000)) }),
  /** Recorded events from `fromSeq` on, in order, at most `limit`. */
  'trace.read': v.object({
    fromSeq: v.pipe(v.number(), v.integer(), v.minValue(1)),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000)),
  }),
  ...recordingSchemas,
} as const satisfies Record<string, v.GenericSchema>;

export type LabMethod = keyof typeof paramSchemas;
export type Params<Method extends LabMethod> = v.InferOutput<(typeof paramSchemas)[Method]>;
/** What a caller writes: fields with a default may be left out. */
export type ParamsInput<Method extends LabMethod> = v.InferInput<(typeof paramSchemas)[Method]>;

export interface NodeDescription {
  readonly id: string;
  readonly address: string;
}

export interface ClusterDescription {
  readonly name: string;
  readonly folder: string;
  readonly run: string;
  readonly nodes: readonly NodeDescription[];
  readonly seed: number;
  readonly heartbeatMs: number;
  readonly electionTimeoutMs: number;
  readonly rules: RaftRules;
  /** Plain sentences about what was found at the start: a taken port and its substitute, a cut tail. */
  readonly notices: readonly string[];
}

export interface StoredCluster {
  readonly name: string;
  readonly nodes: number;
  readonly createdAt: string;
}

export interface LabDescription {
  readonly version: string;
  readonly running: ClusterDescription | null;
  readonly stored: readonly StoredCluster[];
  /** The trace that the user asked the host to open, for the page to show: the newest one. */
  readonly opened: RecordingDescription | null;
}

/** ok: took effect once. refused: certainly never takes effect. unknown: may have, may still, or never will. */
export interface SubmitOutcome {
  readonly status: 'ok' | 'refused' | 'unknown';
  readonly result: string | null;
  readonly index: number | null;
  readonly tries: number;
  readonly hops: number;
  readonly why: string | null;
  /** The answer of a local read: true up to `index`, and perhaps no longer. */
  readonly maybeStale: boolean;
}

interface Results extends RecordingResults {
  'lab.describe': LabDescription;
  'cluster.create': ClusterDescription;
  'cluster.open': ClusterDescription;
  'cluster.stop': null;
  'cluster.inspect': readonly NodeTruth[];
  'node.crash': null;
  'node.restart': null;
  'node.pause': null;
  'node.resume': null;
  'node.timeout': null;
  'node.snapshot': { readonly lastIncludedIndex: number };
  'cluster.rules': null;
  'member.add': { readonly node: string; readonly address: string | null };
  'member.remove': null;
  'member.replace': { readonly node: string; readonly address: string | null };
  'member.change': null;
  'member.leaveJoint': null;
  'leader.transfer': null;
  'link.set': null;
  'link.cut': null;
  'link.heal': null;
  'network.isolate': null;
  'network.partition': null;
  'network.heal': null;
  'clock.pace': null;
  'message.next': { readonly moved: boolean };
  'message.deliver': null;
  'message.drop': null;
  'client.submit': SubmitOutcome;
  'trace.note': null;
  'trace.read': { readonly events: readonly TraceEvent[]; readonly lastSeq: number };
}

export type Result<Method extends LabMethod> = Results[Method];

export type LabErrorCode =
  | 'badMethod'
  | 'badParams'
  | 'noCluster'
  | 'clusterRunning'
  | 'clusterUnknown'
  | 'nameTaken'
  | 'folderBusy'
  | 'nodeUnknown'
  | 'nodeDown'
  | 'nodeUp'
  | 'nodeHalted'
  | 'messageUnknown'
  | 'notStepping'
  | 'noLeader'
  /** The leader refused the change or the hand-over; the message says by which rule. */
  | 'changeRefused'
  | 'transferRefused'
  /** It was begun, and its end was not seen in time: it may still happen. */
  | 'outcomeUnknown'
  | 'tooManyNodes'
  | 'nothingToCompact'
  | 'recordingUnknown'
  /** It is being recorded or read. */
  | 'recordingBusy'
  | 'storage'
  | 'busy'
  | 'internal';

/** A refusal is a value. `message` is a sentence with what to do next; it never blames. */
export interface LabError {
  readonly code: LabErrorCode;
  readonly message: string;
}

export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: LabError };

/** What every lab implements; the hosts only carry it. */
export type LabApi = {
  readonly [Method in LabMethod]: (params: Params<Method>) => Promise<Reply<Result<Method>>>;
};

/** What the lab says by itself: new trace events in batches, changes of which cluster runs, a trace to be shown. */
export type LabEvent =
  | { readonly kind: 'trace'; readonly events: readonly TraceEvent[] }
  | { readonly kind: 'cluster'; readonly cluster: ClusterDescription | null }
  | { readonly kind: 'opened'; readonly recording: RecordingDescription };

/** One end of the contract as a panel or the command line sees it, whatever carries it. */
export interface LabChannel {
  call<Method extends LabMethod>(method: Method, params: ParamsInput<Method>): Promise<Reply<Result<Method>>>;
  onEvents(listener: (event: LabEvent) => void): () => void;
  /** connected, or what is being done about it. */
  onStatus(listener: (status: 'connected' | 'reconnecting' | 'closed') => void): () => void;
  /** As the call `recording.read`, where its bytes have a way of their own. */
  readonly readRecording?: (params: ParamsInput<'recording.read'>) => Promise<Reply<Result<'recording.read'>>>;
}
