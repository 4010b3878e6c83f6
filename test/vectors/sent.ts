/** Messages of the core in the notation of the vectors, as a case may expect them. */
import type { Message } from '../../core/raft/messages.ts';
import { numberOf } from './server.ts';

/** `message` and `type` both name the kind. */
export function notationOfMessage(message: Message): Record<string, unknown> {
  const type = message.kind.charAt(0).toUpperCase() + message.kind.slice(1);
  const route = { type, message: type, from: numberOf(message.from), to: numberOf(message.to), term: message.term };
  return { ...route, ...contentOf(message) };
}

function contentOf(message: Message): Record<string, unknown> {
  switch (message.kind) {
    case 'preVote':
      return { lastLogTerm: message.lastLogTerm, lastLogIndex: message.lastLogIndex };
    case 'requestVote': {
      const { lastLogTerm, lastLogIndex, leadershipTransfer: transfer } = message;
      return { lastLogTerm, lastLogIndex, transfer };
    }
    case 'preVoteReply':
    case 'requestVoteReply':
      return { granted: message.voteGranted };
    case 'appendEntries': {
      const { prevLogIndex: prevIndex, prevLogTerm: prevTerm, leaderCommit } = message;
      return { prevIndex, prevTerm, entries: message.entries.map(({ term }) => term), leaderCommit };
    }
    case 'appendEntriesReply':
      return { success: message.success, match: message.success ? message.matchIndex : null };
    case 'installSnapshot':
      return { index: message.lastIncludedIndex, lastTerm: message.lastIncludedTerm, offset: message.offset };
    case 'installSnapshotReply':
      return { installed: message.installed };
    case 'timeoutNow':
      return {};
    case 'readIndex':
      return { readId: message.readId };
    case 'readIndexReply':
      return { readId: message.readId, readIndex: message.readIndex };
    default:
      return message satisfies never;
  }
}
