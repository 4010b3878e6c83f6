/** The cluster as the trace tells it at one moment: what every panel draws. Built by view.ts from events alone. */
import type { Configuration } from '../raft/types.ts';
import type {
  EntryRecord,
  EventOf,
  LinkRule,
  MessageRecord,
  NodeStateRecord,
  OperationRecord,
  PaceRecord,
  RulesRecord,
  TraceHeader,
} from './events.ts';

export type NodeStatus = 'new' | 'up' | 'paused' | 'down' | 'halted';

/** A membership (§6) and the entry it came from; 0: the one of the beginning. */
export interface ConfigurationView extends Configuration {
  readonly index: number;
}

/** A snapshot on its way to a follower (Figure 13), in characters. */
export interface InstallingView {
  readonly lastIncludedIndex: number;
  /** Where the last chunk sent ended. */
  readonly offset: number;
  /** null: the trace does not tell how long the snapshot is. */
  readonly total: number | null;
}

/** The leader's belief about one peer, as of its last raft.progress. */
export interface ProgressView {
  nextIndex: number;
  matchIndex: number;
  inFlight: number;
  mode: 'probe' | 'replicate' | 'snapshot';
  /** In snapshot mode, once a chunk was sent. */
  installing: InstallingView | null;
  /** t of the last answer from this peer, µs; null before the first. */
  lastAnswerAt: number | null;
}

export interface MemberStage {
  readonly stage: EventOf<'lab.member'>['member']['stage'];
  readonly detail: string | null;
  readonly at: number;
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
  /** The last entry of the compacted prefix (§7); 0 while the log is whole. */
  snapshotIndex: number;
  snapshotTerm: number;
  /** Characters of the snapshot; null without one. */
  snapshotLength: number | null;
  /** The replicated log in memory, from snapshotIndex + 1 on. Read it with entryAt and lastIndexOf (view-log.ts). */
  log: EntryRecord[];
  /** The membership in force: the last one in the log, committed or not (§6). */
  configuration: ConfigurationView;
  /** The one that is in force until one is in the log. */
  readonly firstConfiguration: ConfigurationView;
  /** What the lab last said of its coming or going; null for a server that was there from the beginning. */
  memberStage: MemberStage | null;
  /** As candidate or pre-candidate: who answered what. Empty otherwise. */
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
  /** Those of the header and those added later; removed ones stay. */
  nodes: Map<string, NodeView>;
  /** The rules that are in force; null before the header. */
  rules: RulesRecord | null;
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
