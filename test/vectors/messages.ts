/** Messages in the notation of the vectors, to the core's. */
import * as v from 'valibot';
import type { Message } from '../../core/raft/messages.ts';
import { configurationOf, entriesOf, nameOf, snapshotOf } from './server.ts';

const address = { from: v.number(), to: v.optional(v.number(), 1), term: v.number() };
const logEnd = { lastLogTerm: v.number(), lastLogIndex: v.number() };

const preVote = v.strictObject({ type: v.literal('PreVote'), ...address, ...logEnd });
const preVoteReply = v.strictObject({ type: v.literal('PreVoteReply'), ...address, granted: v.boolean() });
const requestVote = v.strictObject({
  type: v.literal('RequestVote'),
  ...address,
  ...logEnd,
  /** The leader allowed this campaign. */
  transfer: v.optional(v.boolean(), false),
});
const requestVoteReply = v.strictObject({ type: v.literal('RequestVoteReply'), ...address, granted: v.boolean() });
const appendEntries = v.strictObject({
  type: v.literal('AppendEntries'),
  ...address,
  prevIndex: v.number(),
  prevTerm: v.number(),
  entries: v.array(v.number()),
  leaderCommit: v.number(),
});
const appendEntriesReply = v.strictObject({
  type: v.literal('AppendEntriesReply'),
  ...address,
  success: v.boolean(),
  match: v.optional(v.number(), 0),
  /** prevIndex of the request that was refused. */
  rejected: v.optional(v.number(), 0),
  /** The follower's last index, when its log is too short. */
  hintLast: v.optional(v.number()),
  /** The membership of the request that is answered. */
  configIndex: v.optional(v.number(), 0),
});
const snapshotContent = v.strictObject({
  index: v.number(),
  term: v.number(),
  config: v.optional(v.nullable(v.array(v.number())), null),
  configIndex: v.optional(v.number(), 0),
  learners: v.optional(v.array(v.number()), []),
});
/** The files write what a snapshot stands for in three ways. */
const installSnapshot = v.strictObject({
  type: v.literal('InstallSnapshot'),
  ...address,
  snapshot: v.optional(snapshotContent),
  lastIndex: v.optional(v.number()),
  lastTerm: v.optional(v.number()),
  li: v.optional(v.number()),
  lt: v.optional(v.number()),
  conf: v.optional(v.nullable(v.array(v.number())), null),
});
/** What it says beside its term differs from file to file, and only the term matters there. */
const installSnapshotReply = v.looseObject({ type: v.literal('InstallSnapshotReply'), ...address });
const timeoutNow = v.strictObject({ type: v.literal('TimeoutNow'), ...address });

const handMade = v.variant('type', [
  preVote,
  preVoteReply,
  requestVote,
  requestVoteReply,
  appendEntries,
  appendEntriesReply,
  installSnapshot,
  installSnapshotReply,
  timeoutNow,
]);

/** A hand-made message; throws a ValiError for a form that the notation does not know. */
export function messageOf(notation: unknown): Message {
  const said = v.parse(handMade, notation);
  const route = { from: nameOf(said.from), to: nameOf(said.to), term: said.term };
  switch (said.type) {
    case 'PreVote':
      return { kind: 'preVote', ...route, lastLogIndex: said.lastLogIndex, lastLogTerm: said.lastLogTerm };
    case 'PreVoteReply':
      return { kind: 'preVoteReply', ...route, voteGranted: said.granted };
    case 'RequestVote': {
      const { lastLogIndex, lastLogTerm, transfer: leadershipTransfer } = said;
      return { kind: 'requestVote', ...route, lastLogIndex, lastLogTerm, leadershipTransfer };
    }
    case 'RequestVoteReply':
      return { kind: 'requestVoteReply', ...route, voteGranted: said.granted };
    case 'AppendEntries': {
      const { prevIndex: prevLogIndex, prevTerm: prevLogTerm, leaderCommit } = said;
      const entries = entriesOf(said.entries, prevLogIndex + 1);
      const tags = { round: 0, configurationIndex: 0 };
      return { kind: 'appendEntries', ...route, prevLogIndex, prevLogTerm, entries, leaderCommit, ...tags };
    }
    case 'AppendEntriesReply':
      return { kind: 'appendEntriesReply', ...route, ...answerOf(said) };
    case 'InstallSnapshot':
      return { kind: 'installSnapshot', ...route, ...wholeSnapshot(said) };
    case 'InstallSnapshotReply': {
      const nothing = { lastIncludedIndex: 0, offset: 0, installed: false, configurationIndex: 0 };
      return { kind: 'installSnapshotReply', ...route, ...nothing };
    }
    case 'TimeoutNow':
      return { kind: 'timeoutNow', ...route };
    default:
      return said satisfies never;
  }
}

function answerOf({
  success,
  match: matchIndex,
  rejected,
  hintLast,
  configIndex,
}: v.InferOutput<typeof appendEntriesReply>) {
  const conflict = hintLast === undefined ? null : { term: null, index: hintLast + 1 };
  return { success, prevLogIndex: rejected, matchIndex, conflict, round: 0, configurationIndex: configIndex };
}

/** All of it in one chunk. Who does not name a membership means servers 1, 2 and 3. */
function wholeSnapshot(said: v.InferOutput<typeof installSnapshot>) {
  const content = said.snapshot ?? {
    index: said.lastIndex ?? said.li ?? 0,
    term: said.lastTerm ?? said.lt ?? 0,
    config: said.conf,
    configIndex: 0,
    learners: [],
  };
  const configuration = configurationOf(content.config ?? [1, 2, 3], content.learners);
  const { configurationIndex: snapshotConfigurationIndex, ...snapshot } = snapshotOf(
    { index: content.index, term: content.term, configurationIndex: content.configIndex },
    configuration,
  );
  return { ...snapshot, snapshotConfigurationIndex, offset: 0, done: true, configurationIndex: 0 };
}
