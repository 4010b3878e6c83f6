/** Questions and their answers as data: what holds, by which rule, what was compared, and which events led there. */
import type {
  EntryHolds,
  GapHolds,
  LeadHolds,
  MessageHolds,
  NextIndexHolds,
  OperationHolds,
  ReadHolds,
  RefusalHolds,
  RoleHolds,
  VoteHolds,
} from './holds.ts';
import type { Rule } from './rules.ts';

/** The event that is asked about; null: the last such decision up to the playhead. */
interface At {
  readonly at: number | null;
}

interface Answers {
  /** Why is the entry committed, or not (yet)? Without term: the server's; without server: the leader's, or the newest. */
  readonly entry: {
    readonly asked: { readonly index: number; readonly node: string | null; readonly term: number | null };
    readonly holds: EntryHolds;
  };
  /** Why did the voter refuse, or grant? Its last decision about the candidate. */
  readonly vote: {
    readonly asked: { readonly voter: string; readonly candidate: string } & At;
    readonly holds: VoteHolds;
  };
  /** Why did the server start an election, step down, or take the lead? Its last change of role. */
  readonly role: { readonly asked: { readonly node: string } & At; readonly holds: RoleHolds };
  readonly nextIndex: {
    readonly asked: { readonly leader: string; readonly peer: string } & At;
    readonly holds: NextIndexHolds;
  };
  /** Why is the read waiting? */
  readonly read: { readonly asked: { readonly client: string; readonly id: string }; readonly holds: ReadHolds };
  /** Why was the command sent so often and applied once? */
  readonly operation: {
    readonly asked: { readonly client: string; readonly id: string };
    readonly holds: OperationHolds;
  };
  /** Why can the server not become leader? */
  readonly lead: { readonly asked: { readonly node: string }; readonly holds: LeadHolds };
  /** Why is the message not delivered? */
  readonly message: {
    readonly asked: { readonly from: string; readonly to: string; readonly id: string };
    readonly holds: MessageHolds;
  };
  /** Why does the server lack entries of the leader's? */
  readonly gap: { readonly asked: { readonly node: string }; readonly holds: GapHolds };
  /** Why was this refused or left aside? */
  readonly refusal: { readonly asked: { readonly seq: number }; readonly holds: RefusalHolds };
}

export type Ask = keyof Answers;
type QuestionOf<Kind extends Ask> = { readonly [K in Kind]: { readonly ask: K } & Answers[K]['asked'] }[Kind];
export type Question<Kind extends Ask = Ask> = QuestionOf<Kind>;

export type FactName =
  | 'matchIndex'
  | 'durableIndex'
  | 'nextIndex'
  | 'nextIndexBefore'
  | 'commitIndex'
  | 'lastApplied'
  | 'currentTerm'
  | 'entryTerm'
  | 'askedTerm'
  | 'votedFor'
  | 'lastLogIndex'
  | 'lastLogTerm'
  | 'prevLogIndex'
  | 'prevLogTerm'
  | 'termAtPrevLogIndex'
  | 'conflictIndex'
  | 'conflictTerm'
  | 'lastOfConflictTerm'
  | 'silentMs'
  | 'electionTimeoutMs'
  | 'readIndex'
  | 'round'
  | 'votes'
  | 'couldVote'
  | 'stored'
  | 'needed'
  | 'place'
  | 'session'
  | 'serial'
  | 'status';

export interface Compared {
  readonly name: FactName;
  /** A server, a client, or whose majority the value is of: `majority`, or in joint consensus `C-new` and `C-old`. */
  readonly who: string;
  readonly value: number | string | null;
}

/** The part an event plays in the explanation. */
export type CauseRole =
  | 'appended'
  | 'copied'
  | 'stored'
  | 'saved'
  | 'committed'
  | 'applied'
  | 'withheld'
  | 'truncated'
  | 'elected'
  | 'steppedDown'
  | 'stopped'
  | 'cut'
  | 'lost'
  | 'held'
  | 'sent'
  | 'received'
  | 'lastHeard'
  | 'timedOut'
  | 'asked'
  | 'voted'
  | 'refused'
  | 'counted'
  | 'termRaised'
  | 'quorumChecked'
  | 'checked'
  | 'wentBack'
  | 'membership'
  | 'invoked'
  | 'retried'
  | 'answered'
  | 'waits'
  | 'decided';

export interface Cause {
  readonly seq: number;
  readonly role: CauseRole;
}

/** What would change the answer. */
export interface Next {
  readonly what:
    | 'moreStore'
    | 'ownTermEntry'
    | 'election'
    | 'diskReports'
    | 'resumes'
    | 'restarts'
    | 'heals'
    | 'nextTerm'
    | 'catchesUp'
    | 'leaderSilent'
    | 'timerFires'
    | 'logsAgree'
    | 'roundAnswered'
    | 'ownTermCommit'
    | 'applies'
    | 'delivered'
    | 'resent'
    | 'becomesVoter'
    | 'overwritten';
  readonly who: readonly string[];
  readonly count: number | null;
}

interface Explained {
  readonly rule: Rule;
  readonly compared: readonly Compared[];
  /** In the order of the trace. */
  readonly because: readonly Cause[];
  readonly next: Next | null;
}

type AnswerOf<Kind extends Ask> = {
  readonly [K in Kind]: {
    readonly ask: K;
    readonly question: Question<K>;
    readonly holds: Answers[K]['holds'];
  } & Explained;
}[Kind];
export type Answer<Kind extends Ask = Ask> = AnswerOf<Kind>;
/** An answer without the question it was given to. */
export type Finding<Kind extends Ask> = Omit<Answer<Kind>, 'ask' | 'question'>;
