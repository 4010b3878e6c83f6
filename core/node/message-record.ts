/** A message in the trace's form: everything at its sending, its address only where it is met again. */
import type { AppendEntries, InstallSnapshot } from '../raft/messages.ts';
import { toConfigurationRecord, toEntryRecord } from '../trace/entry-record.ts';
import type { MessageRecord } from '../trace/events.ts';
import type { ClientQuestion } from './client-messages.ts';
import type { Body } from './ports.ts';

/** The first five fields: what recv, drop, duplicate and hold carry. Client messages have no term and count as 0. */
export function addressRecord(id: string, body: Body): MessageRecord {
  const term = 'term' in body ? body.term : 0;
  return { id, kind: body.kind, from: body.from, to: body.to, term };
}

/** Every field of the message, as msg.send carries it; of a snapshot's data only its length. */
export function messageRecord(id: string, body: Body): MessageRecord {
  return Object.assign(addressRecord(id, body), fieldsOf(body));
}

function fieldsOf(body: Body) {
  switch (body.kind) {
    case 'preVote':
      return { lastLogIndex: body.lastLogIndex, lastLogTerm: body.lastLogTerm };
    case 'requestVote': {
      const { lastLogIndex, lastLogTerm, leadershipTransfer } = body;
      return { lastLogIndex, lastLogTerm, leadershipTransfer };
    }
    case 'preVoteReply':
    case 'requestVoteReply':
      return { voteGranted: body.voteGranted };
    case 'appendEntries':
      return appendEntriesRecord(body);
    case 'appendEntriesReply': {
      const { success, prevLogIndex, matchIndex, conflict, round, configurationIndex } = body;
      const reply = { success, prevLogIndex, matchIndex, round, configurationIndex };
      return conflict === null ? reply : { ...reply, ...conflictRecord(conflict) };
    }
    case 'installSnapshot':
      return chunkRecord(body);
    case 'installSnapshotReply': {
      const { lastIncludedIndex, offset, installed, configurationIndex } = body;
      return { lastIncludedIndex, offset, installed, configurationIndex };
    }
    case 'timeoutNow':
      return {};
    case 'readIndex':
      return { readId: body.readId };
    case 'readIndexReply':
      return { readId: body.readId, readIndex: body.readIndex };
    case 'clientReply': {
      const { session, serial, status, leaderId, index, duplicate } = body;
      return { session, serial, status, leaderId, index, duplicate };
    }
    default:
      return questionRecord(body);
  }
}

function appendEntriesRecord(body: AppendEntries) {
  const { prevLogIndex, prevLogTerm, leaderCommit, entries, round, configurationIndex } = body;
  const records = entries.map(toEntryRecord);
  const entryCount = entries.length;
  return { prevLogIndex, prevLogTerm, entries: records, entryCount, leaderCommit, round, configurationIndex };
}

function chunkRecord(body: InstallSnapshot) {
  const { lastIncludedIndex, lastIncludedTerm, configuration, snapshotConfigurationIndex } = body;
  const { checksum, offset, data, done, configurationIndex } = body;
  return {
    lastIncludedIndex,
    lastIncludedTerm,
    configuration: toConfigurationRecord(configuration),
    snapshotConfigurationIndex,
    checksum,
    offset,
    length: data.length,
    done,
    configurationIndex,
  };
}

function questionRecord(body: ClientQuestion) {
  const { session, serial } = body;
  switch (body.kind) {
    case 'clientRequest':
      return { session, serial, operation: body.operation };
    case 'openSession':
      return { session, serial };
    case 'clientRead':
      return { session, serial, operation: body.operation, mode: body.mode, seenIndex: body.seenIndex };
    default:
      return body satisfies never;
  }
}

/** A log that is too short has a conflict index and no conflict term (§5.3). */
function conflictRecord({ index, term }: { readonly index: number; readonly term: number | null }) {
  return term === null ? { conflictIndex: index } : { conflictIndex: index, conflictTerm: term };
}
