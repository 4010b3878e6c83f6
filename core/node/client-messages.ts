/** The messages between a client and a server (§8). */
import type { NodeId } from '../raft/types.ts';

/** One try of one command. A retry repeats `session` and `serial` exactly, so that it takes effect once. */
export interface ClientRequest {
  readonly kind: 'clientRequest';
  readonly from: string;
  readonly to: NodeId;
  /** The client's session, as OpenSession named it (thesis 6.3). */
  readonly session: string;
  /** 1, 2, 3 … within the session. */
  readonly serial: number;
  /** The lowest serial whose answer the client still waits for: older answers may be forgotten. */
  readonly lowestOpen: number;
  /** A command of the state machine, encoded by core/machine/command.ts (without session and serial). */
  readonly operation: string;
}

/**
 * Asks for a session (thesis 6.3). Its name is the index of the entry that opens it, so no two are ever alike; the reply's
 * `result` is that name as JSON text. A retry may open a second session, which nobody uses and which expires.
 */
export interface OpenSession {
  readonly kind: 'openSession';
  readonly from: string;
  readonly to: NodeId;
  /** `<from>.open`: so that the reply finds its question. */
  readonly session: string;
  /** 1, 2, 3 … of this client's openings. */
  readonly serial: number;
}

/** linearizable: the leader answers. follower: any server, after asking the leader. local: at once, maybe from the past. */
export type ReadMode = 'linearizable' | 'follower' | 'local';

/** A read that is no entry of the log (thesis 6.4); it needs no session, since asking twice changes nothing. */
export interface ClientRead {
  readonly kind: 'clientRead';
  readonly from: string;
  readonly to: NodeId;
  /** `<from>.read`: so that the reply finds its question. */
  readonly session: string;
  /** 1, 2, 3 … of this client's reads, one more on each try. */
  readonly serial: number;
  readonly mode: ReadMode;
  /** A `get` of the state machine. */
  readonly operation: string;
  /** The highest index this client has seen applied: no server answers from before it (thesis 6.4.1). */
  readonly seenIndex: number;
}

export type ClientQuestion = ClientRequest | OpenSession | ClientRead;

export type ClientStatus =
  /** Committed and applied; `result` is the state machine's answer. */
  | 'ok'
  /** This server does not lead; nothing was appended. `leaderId` is its best guess. */
  | 'notLeader'
  /** The command was appended, then this server lost the lead: it may or may not take effect. Ask again. */
  | 'leadershipLost'
  /** The entry of this try was overwritten by a later leader's: this try never takes effect. Ask again. */
  | 'overwritten'
  /** The request itself is not acceptable and never will be; nothing was appended. */
  | 'invalid'
  /** The server takes no commands now: too much is uncommitted, or it hands over the lead. Nothing was appended. */
  | 'busy'
  /** The session is not open (any more); the command was not executed and never will be. */
  | 'sessionExpired'
  /** The session's stored answer for this serial is forgotten; the command is not executed again. */
  | 'stale';

export interface ClientReply {
  readonly kind: 'clientReply';
  readonly from: NodeId;
  readonly to: string;
  readonly session: string;
  readonly serial: number;
  readonly status: ClientStatus;
  readonly leaderId: NodeId | null;
  /** When status is ok: the entry that carried the command; for a read, the last one applied when it was answered. */
  readonly index: number | null;
  /** Encoded answer of the state machine (core/machine/command.ts), when status is ok. */
  readonly result: string | null;
  /** True when the answer is the stored one of an earlier execution. */
  readonly duplicate: boolean;
}
