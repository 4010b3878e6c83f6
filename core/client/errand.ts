/** What a client wants of the cluster, and what it knows of it (§8, thesis 6.3 and 6.4). */
import type { ReadMode } from '../node/client-messages.ts';

export type Errand =
  | { readonly kind: 'command'; readonly operation: string; readonly target: string | null }
  | { readonly kind: 'read'; readonly operation: string; readonly target: string | null; readonly mode: ReadMode }
  | { readonly kind: 'keepAlive' };

/** What a client knows; its operations share it. */
export interface Knowledge {
  /** `c1`, `c2`, …: the client's address on the network. */
  readonly id: string;
  /** The server that answered or was named last. */
  leader: string | null;
  /** The open session; null before the first and after its end. */
  session: string | null;
  /** Of that session. */
  lastSerial: number;
  lastOpening: number;
  lastRead: number;
  /** No later answer may come from a server that has not applied this (thesis 6.4.1). */
  seenIndex: number;
}

/** A read that does not need the leader: the asked server asks it itself, or nobody. */
export function mayAskAny(errand: Errand): boolean {
  return errand.kind === 'read' && errand.mode !== 'linearizable';
}

export function targetOf(errand: Errand): string | null {
  return errand.kind === 'keepAlive' ? null : errand.target;
}
