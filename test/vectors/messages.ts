/** Messages in the notation of the vectors, to and from the core's. */
import * as v from 'valibot';
import type { Message } from '../../core/raft/types.ts';
import { entriesOf, nameOf, numberOf } from './server.ts';

const address = { from: v.number(), to: v.optional(v.number(), 1), term: v.number() };

const requestVote = v.strictObject({
  type: v.literal('RequestVote'),
  ...address,
  lastLogTerm: v.number(),
  lastLogIndex: v.number(),
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
});

const handMade = v.variant('type', [requestVote, requestVoteReply, appendEntries, appendEntriesReply]);

/** A hand-made message; throws a ValiError for a form that the notation does not know. */
export function messageOf(notation: unknown): Message {
  const said = v.parse(handMade, notation);
  const route = { from: nameOf(said.from), to: nameOf(said.to), term: said.term };
  switch (said.type) {
    case 'RequestVote':
      return { kind: 'requestVote', ...route, lastLogIndex: said.lastLogIndex, lastLogTerm: said.lastLogTerm };
    case 'RequestVoteReply':
      return { kind: 'requestVoteReply', ...route, voteGranted: said.granted };
    case 'AppendEntries': {
      const { prevIndex: prevLogIndex, prevTerm: prevLogTerm, leaderCommit } = said;
      const entries = entriesOf(said.entries, prevLogIndex + 1);
      return { kind: 'appendEntries', ...route, prevLogIndex, prevLogTerm, entries, leaderCommit };
    }
    case 'AppendEntriesReply': {
      const { success, match: matchIndex, rejected: prevLogIndex, hintLast } = said;
      const conflict = hintLast === undefined ? null : { term: null, index: hintLast + 1 };
      return { kind: 'appendEntriesReply', ...route, success, prevLogIndex, matchIndex, conflict };
    }
    default:
      return said satisfies never;
  }
}

/** A message as a case may expect it; `message` and `type` both name the kind. */
export function notationOfMessage(message: Message): Record<string, unknown> {
  const type = message.kind.charAt(0).toUpperCase() + message.kind.slice(1);
  const route = { type, message: type, from: numberOf(message.from), to: numberOf(message.to), term: message.term };
  switch (message.kind) {
    case 'requestVote':
      return { ...route, lastLogTerm: message.lastLogTerm, lastLogIndex: message.lastLogIndex };
    case 'requestVoteReply':
      return { ...route, granted: message.voteGranted };
    case 'appendEntries': {
      const { prevLogIndex: prevIndex, prevLogTerm: prevTerm, leaderCommit } = message;
      return { ...route, prevIndex, prevTerm, entries: message.entries.map(({ term }) => term), leaderCommit };
    }
    case 'appendEntriesReply':
      return { ...route, success: message.success, match: message.success ? message.matchIndex : null };
    default:
      return message satisfies never;
  }
}
