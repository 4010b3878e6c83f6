/** What holds, per question: the verdicts as data, each with the names and numbers that make its sentence. */
import type { EventOf } from '../trace/events.ts';

/** Why something that a server should have had, heard or answered is not there. */
export type HindranceReason =
  | 'down'
  | 'halted'
  | 'paused'
  | 'notStarted'
  /** Messages to it are cut off. */
  | 'cut'
  /** It hears, and its answers are cut off. */
  | 'answersCut'
  | 'loss'
  | 'answersLost'
  /** A message to it waits for a delivery by hand. */
  | 'held'
  /** It has answered, and the answer waits for a delivery by hand. */
  | 'answersHeld'
  /** A message between the two is still out, on a link that was made slow on purpose. */
  | 'delayed'
  | 'lost'
  /** It has the entry, and its disk has not reported it yet. */
  | 'saving'
  /** Its log does not agree with the leader's yet: nextIndex is still being looked for (§5.3). */
  | 'probing'
  | 'snapshot'
  | 'onItsWay';

export interface Hindrance {
  readonly server: string;
  readonly why: HindranceReason;
  /** The event that shows it; null when there is none in the trace. */
  readonly seq: number | null;
  /** The sending of the message that is held back, where one is. */
  readonly sent?: number;
}

/** What the majority of the voters has and needs, and in joint consensus that of C-old; else 0 of 0 (§6). */
export interface MajorityCounts {
  readonly have: number;
  readonly need: number;
  readonly haveOutgoing: number;
  readonly needOutgoing: number;
}

interface OfEntry {
  readonly index: number;
  readonly term: number | null;
}

export type EntryHolds = OfEntry &
  (
    | ({
        readonly verdict: 'committed';
        readonly since: number;
        readonly by: string;
        /** byCount: a majority stored it, of the leader's own term. withLater: below such an entry (§5.4.2). */
        readonly how: 'byCount' | 'withLater';
        readonly upTo: number;
      } & MajorityCounts)
    | { readonly verdict: 'unknownEntry' }
    | { readonly verdict: 'overwritten'; readonly by: string; readonly servers: readonly string[] }
    /** Another entry is committed at its index; these still have it. */
    | { readonly verdict: 'superseded'; readonly committedTerm: number; readonly servers: readonly string[] }
    | {
        readonly verdict: 'notInLeadersLog';
        readonly leader: string;
        readonly leaderTerm: number;
        /** The term of the leader's own entry at the index; null: its log ends before. */
        readonly ownTerm: number | null;
        readonly servers: readonly string[];
      }
    | ({ readonly verdict: 'noLeader'; readonly missing: readonly Hindrance[] } & MajorityCounts)
    | { readonly verdict: 'leaderPaused'; readonly leader: string }
    | { readonly verdict: 'ownDisk'; readonly leader: string; readonly durableIndex: number }
    | { readonly verdict: 'oldTerm'; readonly leader: string; readonly leaderTerm: number; readonly have: number }
    | ({
        readonly verdict: 'noMajority';
        readonly leader: string;
        /** Of those whose storing it would help; the leader's own disk may be one of them. */
        readonly missing: readonly Hindrance[];
      } & MajorityCounts)
    | { readonly verdict: 'aboutTo'; readonly leader: string }
  );

type Vote = EventOf<'raft.vote'>['vote'];

export type VoteHolds =
  | {
      readonly verdict: 'refused' | 'granted';
      readonly voter: string;
      readonly candidate: string;
      readonly preVote: boolean;
      readonly why: Vote['why'];
      readonly term: number;
      /** The term the candidate asked in; null when its request is not in the trace. */
      readonly askedTerm: number | null;
      readonly votedFor: string | null;
    }
  | {
      readonly verdict: 'notAsked';
      readonly voter: string;
      readonly candidate: string;
      readonly hindrance: Hindrance | null;
    };

/** What became of the leader's messages after the last one that was heard. */
export type Silence =
  | 'neverHeard'
  | 'leaderDown'
  | 'leaderPaused'
  | 'leaderStoodBack'
  | 'selfPaused'
  | 'cut'
  | 'lost'
  | 'late'
  | 'noneSent';

export type RoleHolds = { readonly node: string; readonly term: number } & (
  | { readonly verdict: 'neverChanged' }
  | {
      readonly verdict: 'timedOut';
      readonly to: 'preCandidate' | 'candidate';
      readonly leader: string | null;
      /** Microseconds between the last message of a leader and the election; null when none was heard. */
      readonly silentFor: number | null;
      readonly silence: Silence;
      readonly lost: number;
    }
  | { readonly verdict: 'requested' }
  | { readonly verdict: 'leaderAsked'; readonly leader: string | null }
  | { readonly verdict: 'elected'; readonly votes: readonly string[] }
  | {
      readonly verdict: 'higherTerm';
      readonly from: string;
      readonly seenFrom: string | null;
      readonly oldTerm: number;
    }
  | { readonly verdict: 'leaderHeard'; readonly from: string; readonly leader: string | null }
  | ({
      readonly verdict: 'noQuorum';
      readonly heardFrom: readonly string[];
      readonly missing: readonly Hindrance[];
    } & MajorityCounts)
  | { readonly verdict: 'removed'; readonly index: number }
);

export type NextIndexHolds = { readonly leader: string; readonly peer: string } & (
  | { readonly verdict: 'neverWentBack' }
  | { readonly verdict: 'elected'; readonly nextIndex: number }
  | {
      readonly verdict: 'conflict' | 'logTooShort';
      readonly before: number | null;
      readonly nextIndex: number;
      readonly prevLogIndex: number | null;
      readonly conflictTerm: number | null;
      readonly conflictIndex: number | null;
      /** The leader's own last entry of conflictTerm below the old nextIndex; null: it has none. */
      readonly leadersLastOfTerm: number | null;
    }
);

export type ReadHolds = { readonly server: string | null } & (
  | { readonly verdict: 'requestUnderWay'; readonly hindrance: Hindrance | null }
  | { readonly verdict: 'requestLost' | 'answerUnderWay' | 'neverAsked' }
  | { readonly verdict: 'answered'; readonly how: 'lease' | 'confirmed' | 'local'; readonly readIndex: number | null }
  | { readonly verdict: 'failed' }
  | { readonly verdict: 'waitsForOwnTerm'; readonly term: number; readonly index: number | null }
  | ({
      readonly verdict: 'waitsForConfirmation';
      readonly round: number | null;
      readonly answered: readonly string[];
      readonly missing: readonly Hindrance[];
    } & MajorityCounts)
  | { readonly verdict: 'waitsForLeader'; readonly leader: string; readonly hindrance: Hindrance | null }
  | { readonly verdict: 'waitsForApply'; readonly readIndex: number; readonly lastApplied: number }
);

export interface Copy {
  readonly index: number;
  readonly term: number;
  readonly leader: string;
  readonly fate:
    | 'executed'
    | 'answeredAgain'
    | 'expired'
    | 'overwritten'
    | 'superseded'
    | 'notCommitted'
    | 'notApplied';
}

export type OperationHolds = {
  readonly client: string;
  readonly session: string;
  readonly serial: number;
  readonly sent: number;
  readonly copies: readonly Copy[];
} & (
  | { readonly verdict: 'unknownOperation' }
  /** At most one copy is ever executed, however many are in the log. */
  | { readonly verdict: 'appliedOnce' | 'notApplied' }
  | { readonly verdict: 'read' }
);

export interface WouldRefuse extends Omit<Hindrance, 'why'> {
  readonly why: HindranceReason | 'logBehind' | 'leaderAlive';
}

export type LeadHolds = { readonly node: string } & (
  | { readonly verdict: 'leads'; readonly term: number; readonly newer: string | null }
  | { readonly verdict: 'notRunning'; readonly why: 'down' | 'halted' | 'paused' | 'notStarted' }
  | { readonly verdict: 'notVoter'; readonly place: 'learner' | 'none' }
  | ({
      readonly verdict: 'unreachable' | 'logBehind' | 'leaderAlive' | 'notEnough';
      /** Of those whose votes are lacking. */
      readonly refusals: readonly WouldRefuse[];
      readonly could: readonly string[];
    } & MajorityCounts)
  | ({
      readonly verdict: 'needsTime';
      /** Microseconds of the lab clock until its timer fires; null: none runs. */
      readonly timeLeft: number | null;
      readonly could: readonly string[];
    } & MajorityCounts)
);

export type MessageHolds = { readonly from: string; readonly to: string; readonly id: string } & (
  | { readonly verdict: 'received' | 'unknownMessage' }
  | { readonly verdict: 'dropped'; readonly why: EventOf<'msg.drop'>['why'] }
  | { readonly verdict: 'held' }
  | { readonly verdict: 'underWay'; readonly hindrance: Hindrance | null; readonly delayMs: number }
);

export type GapHolds = { readonly node: string } & (
  | { readonly verdict: 'leads' | 'inStep' | 'noLeader' }
  | {
      readonly verdict: 'behind' | 'conflicts';
      readonly leader: string;
      readonly matchIndex: number;
      readonly leadersLast: number;
      readonly hindrance: Hindrance;
    }
);

export type RefusalHolds =
  | { readonly verdict: 'notARefusal' }
  | {
      readonly verdict: 'operation';
      readonly outcome: 'fail' | 'info';
      readonly client: string;
      readonly why: string | null;
    }
  | { readonly verdict: 'change'; readonly node: string; readonly why: EventOf<'raft.change'>['change']['why'] }
  | {
      readonly verdict: 'transfer';
      readonly node: string;
      readonly target: string;
      readonly stage: 'refused' | 'abandoned';
      readonly why: EventOf<'raft.transfer'>['transfer']['why'];
    }
  | {
      readonly verdict: 'ignored';
      readonly node: string;
      readonly from: string;
      readonly message: EventOf<'raft.ignore'>['ignore']['message'];
      readonly why: EventOf<'raft.ignore'>['ignore']['why'];
    };
