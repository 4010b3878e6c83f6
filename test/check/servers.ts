/** Small clusters for the judge's tests. */
import type { ServerState } from '../../core/check/server-state.ts';
import { simpleConfiguration } from '../../core/raft/membership.ts';
import type { Entry } from '../../core/raft/types.ts';

export function entry(index: number, term: number, command = `put x ${index}`): Entry {
  return { index, term, payload: { kind: 'command', command } };
}

/** A log of these terms. */
export function entriesOf(...terms: number[]): Entry[] {
  return terms.map((term, at) => entry(at + 1, term));
}

export function server(id: string, state: Partial<ServerState> & { entries?: readonly Entry[] } = {}): ServerState {
  const { entries = [], ...rest } = state;
  return {
    id,
    alive: true,
    incarnation: 1,
    safe: true,
    currentTerm: 1,
    votedFor: null,
    role: 'follower',
    log: { snapshotIndex: 0, snapshotTerm: 0, entries },
    configuration: simpleConfiguration(['S1', 'S2', 'S3']),
    configurationIndex: 0,
    believed: null,
    commitIndex: 0,
    lastApplied: 0,
    ...rest,
  };
}
