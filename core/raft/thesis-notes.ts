/** The reasons behind what goes beyond Figure 2: snapshots (§7), membership (§6), and chapters 3, 4 and 6 of the thesis. */
import type { ChangeRefusal, TransferRefusal } from './duties.ts';
import type { Configuration, NodeId } from './types.ts';

/** The log up to an entry became a snapshot (§7), or a snapshot of the leader's replaced it (Figure 13). */
export interface CompactNote {
  readonly ev: 'log.compact';
  readonly compact: {
    readonly lastIncludedIndex: number;
    readonly lastIncludedTerm: number;
    readonly configuration: Configuration;
    readonly configurationIndex: number;
    /** Characters of the snapshot. */
    readonly length: number;
    readonly why: 'taken' | 'installed';
    /** Entries after lastIncludedIndex stayed. */
    readonly keepsLog: boolean;
  };
}

/** A membership came into force or went out of it: at once when it is in the log, committed or not (§6). */
export interface ConfigurationNote {
  readonly ev: 'raft.configuration';
  readonly configuration: {
    readonly index: number;
    readonly inForce: Configuration;
    readonly why: 'appended' | 'rolledBack' | 'installed';
  };
}

/** A membership change was asked of this server (§6). */
export interface ChangeNote {
  readonly ev: 'raft.change';
  readonly change: {
    readonly kind: 'simple' | 'joint' | 'leaveJoint';
    readonly operations: readonly { readonly op: 'voter' | 'learner' | 'remove'; readonly id: NodeId }[];
    readonly accepted: boolean;
    readonly why: ChangeRefusal | null;
  };
}

/** A learner's round of catching up ended or began (thesis 4.2.1). */
export interface CatchUpNote {
  readonly ev: 'raft.catchUp';
  readonly catchUp: {
    readonly peer: NodeId;
    readonly round: number;
    readonly targetIndex: number;
    /** How long the round before took, lab-clock milliseconds; null in the first. */
    readonly lastRoundMs: number | null;
    readonly isDone: boolean;
  };
}

/** No majority answered this leader for an election timeout (thesis 6.2). */
export interface QuorumNote {
  readonly ev: 'raft.quorum';
  readonly quorum: { readonly heardFrom: readonly NodeId[]; readonly missing: readonly NodeId[] };
}

/** The stages of a leadership transfer (thesis 3.10). */
export interface TransferNote {
  readonly ev: 'raft.transfer';
  readonly transfer: {
    readonly target: NodeId;
    readonly stage: 'begun' | 'asked' | 'refused' | 'abandoned';
    readonly why: TransferRefusal | 'targetBehind' | 'timeLimit' | 'targetRemoved' | 'replaced' | null;
  };
}

/** A linearizable read: what it waits for, and when it may be answered (thesis 6.4). */
export interface ReadNote {
  readonly ev: 'raft.read';
  readonly read: {
    readonly readId: number;
    /** The follower that asked; null for this server's own client. */
    readonly from: NodeId | null;
    readonly stage: 'waits' | 'ready' | 'failed';
    readonly why: 'ownTermCommit' | 'confirmation' | 'leadersAnswer' | 'confirmed' | 'lease' | 'notLeader';
    readonly readIndex: number | null;
    /** The round that confirms it; null when none does. */
    readonly round: number | null;
  };
}

/** A chunk of a snapshot was taken, or not, and why (Figure 13). */
export interface ChunkNote {
  readonly ev: 'raft.chunk';
  readonly chunk: {
    readonly from: NodeId;
    readonly lastIncludedIndex: number;
    readonly offset: number;
    readonly length: number;
    readonly done: boolean;
    readonly why: 'taken' | 'gap' | 'repeated' | 'badChecksum' | 'notNewer' | 'matchesLog' | 'staleTerm';
  };
}
