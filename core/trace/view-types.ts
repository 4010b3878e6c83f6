/** The cluster as the trace tells it at one moment: what every panel draws. Built by view.ts from events alone. */
import type {
  EntryRecord,
  LinkRule,
  MessageRecord,
  NodeStateRecord,
  OperationRecord,
  PaceRecord,
  TraceHeader,
} from './events.ts';

export type NodeStatus = 'new' | 'up' | 'paused' | 'down' | 'halted';

/** The leader's belief about one peer, as of its last raft.progress. */
export interface ProgressView {
  nextIndex: number;
  matchIndex: number;
  inFlight: number;
  mode: 'probe' | 'replicate';
  /** t of the last answer from this peer, µs; null before the first. */
  lastAnswerAt: number | null;
}

export interface NodeView {
  readonly id: string;
  status: NodeStatus;
  /** t of the last change of status. */
  statusSince: number;
  /** A sentence when halted. */
  detail: string | null;
  address: string | null;
  incarnation: number;
  /** The state record of the node's last event. While down: what it was, greyed by the panels. */
  state: NodeStateRecord;
  /** t when the present role began. */
  roleSince: number;
  /** The replicated log in memory; index i stands at log[i - 1]. */
  log: EntryRecord[];
  /** As candidate: who answered what. Empty otherwise. */
  votes: Map<string, boolean>;
  /** As leader: one per peer. Empty otherwise. */
  progress: Map<string, ProgressView>;
  /** t of the last heartbeat round sent as leader. */
  lastHeartbeatAt: number | null;
}

export interface MessageView {
  readonly message: MessageRecord;
  readonly sentAt: number;
  /** Waiting for a delivery by hand (step pace). */
  held: boolean;
}

/** Messages that left the network a moment ago: the panels show a × for them. */
export interface DroppedView {
  readonly message: MessageRecord;
  readonly at: number;
  readonly why: string;
}

export type OperationStatus = 'waiting' | 'ok' | 'failed' | 'unknown';

export interface OperationView {
  readonly client: string;
  op: OperationRecord;
  status: OperationStatus;
  readonly invokedAt: number;
  endedAt: number | null;
}

export interface ClusterView {
  header: TraceHeader | null;
  /** The last event folded in; 0 before any. */
  seq: number;
  t: number;
  nodes: Map<string, NodeView>;
  /** Every link that is not in good order, by `from>to`. */
  links: Map<string, LinkRule>;
  /** Groups of the last partition while any of its cuts stands; empty otherwise. */
  partition: string[][];
  partitionSince: number | null;
  pace: PaceRecord;
  /** t of the last lab.pace, to read the lab clock at any t. */
  paceSince: number;
  /** Sent and neither received nor lost. */
  messages: Map<string, MessageView>;
  /** The last 32. */
  dropped: DroppedView[];
  /** By client, oldest first. */
  operations: Map<string, OperationView[]>;
  violations: { readonly invariant: string; readonly detail: string; readonly at: number }[];
}
