/** The messages between a client and a server (§8). */
import type { NodeId } from '../raft/types.ts';

/** One try of one command. A retry repeats `session` and `serial` exactly, so that it takes effect once. */
export interface ClientRequest {
  readonly kind: 'clientRequest';
  readonly from: string;
  readonly to: NodeId;
  /** Names the client's session; never used again by another client. */
  readonly session: string;
  /** 1, 2, 3 … within the session. */
  readonly serial: number;
  /** The lowest serial whose answer the client still waits for: older answers may be forgotten. */
  readonly lowestOpen: number;
  /** A command of the state machine, encoded by core/machine/command.ts (without session and serial). */
  readonly operation: string;
}

export type ClientStatus =
  /** Committed and applied; `result` is the state machine's answer. */
  | 'ok'
  /** This server does not lead; nothing was appended. `leaderId` is its best guess. */
  | 'notLeader'
  /** The command was appended, then this server lost the lead: it may or may not take effect. Ask again. */
  | 'leadershipLost'
  /** The request itself is not acceptable and never will be; nothing was appended. */
  | 'invalid'
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
  /** The entry that carried the command, when status is ok. */
  readonly index: number | null;
  /** Encoded answer of the state machine (core/machine/command.ts), when status is ok. */
  readonly result: string | null;
  /** True when the answer is the stored one of an earlier execution. */
  readonly duplicate: boolean;
}
