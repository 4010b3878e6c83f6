/** Messages in words: what was sent, and what became of it. */
import type { EventOf, MessageRecord } from '../events.ts';
import { indexes, logEnd } from './grammar.ts';

const names: { readonly [Kind in MessageRecord['kind']]: string } = {
  requestVote: 'vote request',
  requestVoteReply: 'vote answer',
  appendEntries: 'AppendEntries',
  appendEntriesReply: 'answer to AppendEntries',
  clientRequest: 'request',
  clientReply: 'answer',
};

export function messageWords({ ev, msg }: EventOf<'msg.send'>): string {
  if (ev === 'msg.send') return sentWords(msg);
  return `${msg.to} received the ${names[msg.kind]} of ${msg.from}.`;
}

function sentWords(msg: MessageRecord): string {
  const { from, to, kind, term } = msg;
  switch (kind) {
    case 'requestVote': {
      const end = logEnd({ lastLogIndex: msg.lastLogIndex ?? 0, lastLogTerm: msg.lastLogTerm ?? 0 });
      return `${from} asked ${to} for its vote in term ${term}: its log ends ${end}.`;
    }
    case 'requestVoteReply':
      return `${from} ${msg.voteGranted === true ? 'gave' : 'refused'} ${to} its vote in term ${term}.`;
    case 'appendEntries':
      return appendEntriesWords(msg);
    case 'appendEntriesReply':
      if (msg.success === true) return `${from} told ${to} that their logs agree up to index ${msg.matchIndex}.`;
      return `${from} told ${to} that the entries after index ${msg.prevLogIndex} do not fit.`;
    case 'clientRequest':
      return `${from} asked ${to}: ${msg.operation}.`;
    case 'clientReply':
      return clientReplyWords(msg);
    default:
      return kind satisfies never;
  }
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
    case 'invalid':
      return `${from} answered ${to}: the request is not acceptable.`;
    case 'stale':
      return `${from} answered ${to}: the answer to this old request is forgotten.`;
    case undefined:
      return `${from} answered ${to}.`;
    default:
      return status satisfies never;
  }
}

export function linkWords({ ev, msg, why }: EventOf<'msg.drop'>): string {
  const message = `The ${names[msg.kind]} from ${msg.from} to ${msg.to}`;
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
