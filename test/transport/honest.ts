/** One honest message of every kind, with every field filled, and the lane it belongs to. */
import type { Body, Envelope } from '../../core/node/ports.ts';
import type { Message } from '../../core/raft/messages.ts';
import type { Configuration, Entry } from '../../core/raft/types.ts';
import type { Lane } from '../../core/transport/wire.ts';
import { reply, request } from './envelopes.ts';

export const joint: Configuration = {
  voters: ['S1', 'S2', 'S10'],
  outgoing: ['S1', 'S2', 'S3'],
  learners: ['S99'],
  learnersNext: ['S3'],
  autoLeave: true,
};

export const simple: Configuration = {
  voters: ['S1'],
  outgoing: [],
  learners: ['S2'],
  learnersNext: [],
  autoLeave: false,
};

export const between = { from: 'S1', to: 'S2', term: 4 } as const;

const entries: readonly Entry[] = [
  { index: 8, term: 3, payload: { kind: 'noop' } },
  { index: 9, term: 3, payload: { kind: 'command', command: 'put x 1' } },
  { index: 10, term: 4, payload: { kind: 'configuration', configuration: joint } },
];

export const chunk: Extract<Message, { kind: 'installSnapshot' }> = {
  kind: 'installSnapshot',
  ...between,
  lastIncludedIndex: 9,
  lastIncludedTerm: 3,
  configuration: simple,
  snapshotConfigurationIndex: 5,
  checksum: 0xffff_ffff,
  offset: 65_536,
  data: '{"x":"1"}',
  done: true,
  configurationIndex: 10,
};

const logEnd = { lastLogIndex: 3, lastLogTerm: 2 };

const raftMessages: readonly Message[] = [
  { kind: 'preVote', ...between, ...logEnd },
  { kind: 'preVoteReply', ...between, voteGranted: true },
  { kind: 'requestVote', ...between, ...logEnd, leadershipTransfer: true },
  { kind: 'requestVoteReply', ...between, voteGranted: true },
  {
    kind: 'appendEntries',
    ...between,
    prevLogIndex: 7,
    prevLogTerm: 3,
    entries,
    leaderCommit: 99,
    round: 12,
    configurationIndex: 10,
  },
  {
    kind: 'appendEntriesReply',
    ...between,
    success: false,
    prevLogIndex: 7,
    matchIndex: 0,
    conflict: { term: null, index: 5 },
    round: 12,
    configurationIndex: 10,
  },
  chunk,
  {
    kind: 'installSnapshotReply',
    ...between,
    lastIncludedIndex: 9,
    offset: 65_545,
    installed: true,
    configurationIndex: 10,
  },
  { kind: 'timeoutNow', ...between },
  { kind: 'readIndex', ...between, readId: 3 },
  { kind: 'readIndexReply', ...between, readId: 3, readIndex: 9 },
];

const fromClient = { from: 'c1', to: 'S1', serial: 2 } as const;

const questions: readonly Body[] = [
  { kind: 'openSession', ...fromClient, session: 'c1.open' },
  { kind: 'clientRead', ...fromClient, session: 'c1.read', mode: 'follower', operation: 'get x', seenIndex: 4 },
];

function inEnvelope(body: Body): Envelope {
  return { id: `${body.from}.1.1`, hlc: [1, 0], from: body.from, to: body.to, body };
}

export const honest: readonly (readonly [Lane, Envelope])[] = [
  ...raftMessages.map((body) => ['raft', inEnvelope(body)] as const),
  ...questions.map((body) => ['request', inEnvelope(body)] as const),
  ['request', request('c1', 'S1', 7)],
  ['reply', reply('S1', 'c1', 7)],
];
