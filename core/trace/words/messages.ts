/** Messages in words: what was sent, and what became of it. */
import type { EventOf, MessageRecord } from '../events.ts';
import { count, indexes, logEnd } from './grammar.ts';
import { kindNames } from './kinds.ts';

export function messageWords({ ev, msg }: EventOf<'msg.send'>): string {
  if (ev === 'msg.send') return sentWords(msg);
  return `${msg.to} received the ${kindNames[msg.kind]} of ${msg.from}.`;
}

function sentWords(msg: MessageRecord): string {
  const { from, to, kind, term } = msg;
  switch (kind) {
    case 'preVote':
    case 'preVoteReply':
    case 'requestVote':
    case 'requestVoteReply':
      return electionWords(msg, kind);
    case 'appendEntries':
      return appendEntriesWords(msg);
    case 'appendEntriesReply':
      if (msg.success === true) return `${from} told ${to} that their logs agree up to index ${msg.matchIndex}.`;
      return `${from} told ${to} that the entries after index ${msg.prevLogIndex} do not fit.`;
    case 'installSnapshot':
      return chunkWords(msg);
    case 'installSnapshotReply':
      if (msg.installed === true) return `${from} told ${to} that it has all up to index ${msg.lastIncludedIndex}.`;
      return `${from} told ${to} that it has ${msg.offset} characters of the snapshot up to index ${msg.lastIncludedIndex}.`;
    case 'timeoutNow':
      return `${from} asked ${to} to take over the lead of term ${term}: it shall hold an election at once.`;
    case 'readIndex':
      return `${from} asked ${to} how far it must have applied to answer a read.`;
    case 'readIndexReply':
      if (msg.readIndex == null)
        return `${from} told ${to} that it does not lead, so it cannot say what a read must see.`;
      return `${from} told ${to} that a read must see all up to index ${msg.readIndex}.`;
    default:
      return clientWords(msg, kind);
  }
}

type ElectionKind = 'preVote' | 'preVoteReply' | 'requestVote' | 'requestVoteReply';

function electionWords(msg: MessageRecord, kind: ElectionKind): string {
  const { from, to, term, lastLogIndex = 0, lastLogTerm = 0, voteGranted } = msg;
  const end = `its log ends ${logEnd({ lastLogIndex, lastLogTerm })}`;
  switch (kind) {
    case 'preVote':
      return `${from} asked ${to} whether it would vote for it in term ${term}: ${end}.`;
    case 'preVoteReply':
      return `${from} told ${to} that it would ${voteGranted === true ? '' : 'not '}vote for it (term ${term}).`;
    case 'requestVote': {
      const wish = msg.leadershipTransfer === true ? ', as the leader wished' : '';
      return `${from} asked ${to} for its vote in term ${term}${wish}: ${end}.`;
    }
    case 'requestVoteReply':
      return `${from} ${voteGranted === true ? 'gave' : 'refused'} ${to} its vote in term ${term}.`;
    default:
      return kind satisfies never;
  }
}

type ClientKind = 'clientRequest' | 'openSession' | 'clientRead' | 'clientReply';

function clientWords(msg: MessageRecord, kind: ClientKind): string {
  const { from, to } = msg;
  switch (kind) {
    case 'clientRequest':
      return `${from} asked ${to}: ${msg.operation}.`;
    case 'openSession':
      return `${from} asked ${to} to open a session.`;
    case 'clientRead':
      return `${from} asked ${to}: ${msg.operation}, ${readModes[msg.mode ?? 'linearizable']}.`;
    case 'clientReply':
      return clientReplyWords(msg);
    default:
      return kind satisfies never;
  }
}

const readModes = {
  linearizable: 'as the newest state has it',
  follower: 'as the newest state has it, from any server',
  local: 'as this server has it now',
} as const;

function chunkWords({ from, to, lastIncludedIndex, offset = 0, length = 0, done }: MessageRecord): string {
  const which = done === true ? 'the last ' : '';
  return `${from} sent ${to} ${which}${count(length, 'character', 'characters')} of its snapshot up to index ${lastIncludedIndex}, after the first ${offset}.`;
}

function appendEntriesWords({ from, to, term, entryCount = 0, prevLogIndex = 0, leaderCommit = 0 }: MessageRecord) {
  if (entryCount === 0) return `${from} sent ${to} a heartbeat of term ${term}: commitIndex is ${leaderCommit}.`;
  return `${from} sent ${to} ${indexes(prevLogIndex + 1, prevLogIndex + entryCount)} in term ${term}.`;
}

function clientReplyWords({ from, to, status, leaderId, index }: MessageRecord): string {
  switch (status) {
    case 'ok':
      return `${from} answered ${to}: done, at index ${index}.`;
    case 'notLeader':
      return `${from} answered ${to}: not the leader; ${leaderId ? `ask ${leaderId}` : 'the leader is not known'}.`;
    case 'leadershipLost':
      return `${from} answered ${to}: it lost the lead before the command was committed.`;
    case 'overwritten':
      return `${from} answered ${to}: a later leader overwrote the command's entry.`;
    case 'invalid':
      return `${from} answered ${to}: the request is not acceptable.`;
    case 'busy':
      return `${from} answered ${to}: it takes no commands now.`;
    case 'sessionExpired':
      return `${from} answered ${to}: the session is not open, and the command was not executed.`;
    case 'stale':
      return `${from} answered ${to}: the answer to this old request is forgotten.`;
    case undefined:
      return `${from} answered ${to}.`;
    default:
      return status satisfies never;
  }
}

export function linkWords({ ev, msg, why }: EventOf<'msg.drop'>): string {
  const message = `The ${kindNames[msg.kind]} from ${msg.from} to ${msg.to}`;
  switch (ev) {
    case 'msg.drop':
      return `${message} was lost: ${lossReason(msg, why)}.`;
    case 'msg.duplicate':
      return `${message} was doubled on its way.`;
    case 'msg.hold':
      return `${message} waits for a delivery by hand.`;
    default:
      return ev satisfies never;
  }
}

function lossReason({ from, to }: MessageRecord, why: EventOf<'msg.drop'>['why']): string {
  switch (why) {
    case 'cut':
      return `the link from ${from} to ${to} is cut`;
    case 'loss':
      return 'the link loses some messages';
    case 'down':
      return `${to} is down`;
    case 'dropped':
      return 'it was dropped by hand';
    case 'disconnected':
      return 'the connection broke';
    case 'malformed':
      return 'it could not be read';
    case 'overflow':
      return 'too many messages were waiting';
    case 'duplicated':
      return 'it was a copy';
    case 'held':
      return 'it was held';
    default:
      return why satisfies never;
  }
}
