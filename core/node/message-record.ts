/** A message in the trace's form: everything at its sending, its address only where it is met again. */
import { toEntryRecord } from '../trace/entry-record.ts';
import type { MessageRecord } from '../trace/events.ts';
import type { Body } from './ports.ts';

/** The first five fields: what recv, drop, duplicate and hold carry. Client messages have no term and count as 0. */
export function addressRecord(id: string, body: Body): MessageRecord {
  const term = 'term' in body ? body.term : 0;
  return { id, kind: body.kind, from: body.from, to: body.to, term };
}

/** Every field of the message, as msg.send carries it. */
export function messageRecord(id: string, body: Body): MessageRecord {
  const address = addressRecord(id, body);
  switch (body.kind) {
    case 'requestVote':
      return { ...address, lastLogIndex: body.lastLogIndex, lastLogTerm: body.lastLogTerm };
    case 'requestVoteReply':
      return { ...address, voteGranted: body.voteGranted };
    case 'appendEntries': {
      const { prevLogIndex, prevLogTerm, leaderCommit, entries } = body;
      const records = entries.map(toEntryRecord);
      return { ...address, prevLogIndex, prevLogTerm, entries: records, entryCount: entries.length, leaderCommit };
    }
    case 'appendEntriesReply': {
      const { success, prevLogIndex, matchIndex, conflict } = body;
      const reply = { ...address, success, prevLogIndex, matchIndex };
      return conflict === null ? reply : { ...reply, ...conflictRecord(conflict) };
    }
    case 'clientRequest':
      return { ...address, session: body.session, serial: body.serial, operation: body.operation };
    case 'clientReply': {
      const { session, serial, status, leaderId, index, duplicate } = body;
      return { ...address, session, serial, status, leaderId, index, duplicate };
    }
    default:
      return body satisfies never;
  }
}

/** A log that is too short has a conflict index and no conflict term (§5.3). */
function conflictRecord({ index, term }: { readonly index: number; readonly term: number | null }) {
  return term === null ? { conflictIndex: index } : { conflictIndex: index, conflictTerm: term };
}
