/** The messages of Figure 2, Figure 13 and the thesis, as a test hands them to S1. */
import { crc32 } from '../../core/raft/checksum.ts';
import type {
  AppendEntries,
  AppendEntriesReply,
  InstallSnapshot,
  InstallSnapshotReply,
  PreVote,
  PreVoteReply,
  RequestVote,
  RequestVoteReply,
  TimeoutNow,
} from '../../core/raft/messages.ts';
import type { Configuration, NodeId, Snapshot } from '../../core/raft/types.ts';
import { entriesOf } from './given.ts';

export function requestVote(from: NodeId, term: number, ends: readonly number[] = []): RequestVote {
  return { kind: 'requestVote', from, to: 'S1', term, ...endOf(ends), leadershipTransfer: false };
}

export function vote(from: NodeId, term: number, voteGranted = true): RequestVoteReply {
  return { kind: 'requestVoteReply', from, to: 'S1', term, voteGranted };
}

/** `term` is the one that the sender would campaign in. */
export function preVote(from: NodeId, term: number, ends: readonly number[] = []): PreVote {
  return { kind: 'preVote', from, to: 'S1', term, ...endOf(ends) };
}

export function preVoteReply(from: NodeId, term: number, voteGranted = true): PreVoteReply {
  return { kind: 'preVoteReply', from, to: 'S1', term, voteGranted };
}

export function timeoutNow(from: NodeId, term: number): TimeoutNow {
  return { kind: 'timeoutNow', from, to: 'S1', term };
}

function endOf(terms: readonly number[]) {
  return { lastLogIndex: terms.length, lastLogTerm: terms.at(-1) ?? 0 };
}

interface Tags {
  readonly round?: number;
  readonly configurationIndex?: number;
}

interface Sent extends Tags {
  readonly before?: readonly number[];
  readonly terms?: readonly number[];
  readonly leaderCommit?: number;
}

/** From a leader that holds `before` and sends `terms` after it. */
export function appendEntries(from: NodeId, term: number, sent: Sent = {}): AppendEntries {
  const { before = [], terms = [], leaderCommit = 0, round = 0, configurationIndex = 0 } = sent;
  const prev = { prevLogIndex: before.length, prevLogTerm: before.at(-1) ?? 0 };
  const entries = entriesOf(terms, before.length + 1);
  return { kind: 'appendEntries', from, to: 'S1', term, ...prev, entries, leaderCommit, round, configurationIndex };
}

export function success(from: NodeId, term: number, matchIndex: number, tags: Tags = {}): AppendEntriesReply {
  const verdict = { success: true, prevLogIndex: matchIndex, matchIndex, conflict: null };
  return { kind: 'appendEntriesReply', from, to: 'S1', term, ...verdict, round: 0, configurationIndex: 0, ...tags };
}

export function refusal(
  from: NodeId,
  term: number,
  prevLogIndex: number,
  conflict: AppendEntriesReply['conflict'],
  tags: Tags = {},
): AppendEntriesReply {
  const verdict = { success: false, prevLogIndex, matchIndex: 0, conflict };
  return { kind: 'appendEntriesReply', from, to: 'S1', term, ...verdict, round: 0, configurationIndex: 0, ...tags };
}

export function snapshotOf(
  lastIncludedIndex: number,
  lastIncludedTerm: number,
  configuration: Configuration,
  data = `the machine at ${lastIncludedIndex}`,
): Snapshot {
  const checksum = crc32(data);
  return { lastIncludedIndex, lastIncludedTerm, configuration, configurationIndex: 0, data, checksum };
}

/** The chunk of `length` characters at `offset`; without a length, all that is left. */
export function installSnapshot(
  from: NodeId,
  term: number,
  { data, configurationIndex: snapshotConfigurationIndex, ...snapshot }: Snapshot,
  { offset = 0, length = data.length }: { offset?: number; length?: number } = {},
): InstallSnapshot {
  const chunk = data.slice(offset, offset + length);
  return {
    kind: 'installSnapshot',
    from,
    to: 'S1',
    term,
    ...snapshot,
    snapshotConfigurationIndex,
    offset,
    data: chunk,
    done: offset + chunk.length >= data.length,
    configurationIndex: 0,
  };
}

export function chunkReply(
  from: NodeId,
  term: number,
  lastIncludedIndex: number,
  { offset, installed = false }: { offset: number; installed?: boolean },
): InstallSnapshotReply {
  const verdict = { lastIncludedIndex, offset, installed, configurationIndex: 0 };
  return { kind: 'installSnapshotReply', from, to: 'S1', term, ...verdict };
}
