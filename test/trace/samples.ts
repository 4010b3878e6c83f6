/** One event of every kind and every reason, for tests that must miss none. */
import type { EventKind, EventOf, MessageRecord, NodeStateRecord, TraceEvent } from '../../core/trace/events.ts';
import { type EventDraft, Recorder } from '../../core/trace/recorder.ts';
import { decisionSamples } from './decision-samples.ts';
import { simple } from './extension-samples.ts';

export const state: NodeStateRecord = {
  currentTerm: 4,
  votedFor: 'S1',
  role: 'leader',
  leaderId: 'S1',
  lastLogIndex: 6,
  lastLogTerm: 3,
  snapshotIndex: 2,
  snapshotTerm: 1,
  commitIndex: 5,
  lastApplied: 5,
  durableIndex: 6,
  electionDeadline: 1_500_000,
  electionTimeout: 231_000,
};

const server = { node: 'S1', inc: 2, state } as const;
const lab = { node: 'lab' } as const;

export const header: EventDraft = {
  ...lab,
  ev: 'trace.header',
  header: {
    schema: 'raftarium.trace',
    version: 1,
    run: 'lesson-1',
    epoch: '2025-11-21T18:33:20.000Z',
    clock: 'real',
    nodes: ['S1', 'S2', 'S3'],
    config: {
      cluster: 'lesson',
      heartbeatMs: 50,
      electionTimeoutMs: 150,
      maxEntriesPerMessage: 64,
      maxInFlight: 8,
      seed: 7,
    },
    app: { name: 'raftarium', version: '0.1.0', runtime: 'node v20' },
  },
};

const rule = { from: 'S1', to: 'S2', cut: false, delayMs: 0, jitterMs: 0, loss: 0, duplicate: 0, reorder: 0 };
const slow = { ...rule, delayMs: 20, jitterMs: 5, loss: 0.1, duplicate: 0.25, reorder: 0.005 };
const fault = { by: 'user', target: null, groups: [], links: [] } as const;

export const rules: EventOf<'lab.rules'>['rules'] = {
  preVote: true,
  withholdVotes: true,
  checkQuorum: true,
  noopOnElection: true,
  reads: 'readIndex',
  snapshotAfterEntries: null,
  maxEntriesPerMessage: 512,
  maxInFlight: 64,
  maxUncommittedEntries: 10_000,
};

const member = { node: 'S4', address: '127.0.0.1:7104', detail: null };

const labSamples: EventDraft[] = [
  header,
  { ...lab, ev: 'trace.footer', footer: { events: 12 } },
  { ...lab, ev: 'trace.gap', gap: { count: 3, why: 'the disk was too slow' } },
  { ...lab, ev: 'lab.call', call: { method: 'node.crash', params: '{"node":"S1"}' } },
  { ...lab, ev: 'lab.pace', pace: { mode: 'real', rate: 1, clock: 0, holdMs: 0 } },
  { ...lab, ev: 'lab.pace', pace: { mode: 'classroom', rate: 0.1, clock: 100, holdMs: 40 } },
  { ...lab, ev: 'lab.pace', pace: { mode: 'step', rate: 0, clock: 200, holdMs: null } },
  {
    ...lab,
    ev: 'fault.partition',
    fault: { ...fault, groups: [['S1'], ['S2', 'S3']], links: [{ ...rule, cut: true }] },
  },
  { ...lab, ev: 'fault.isolate', fault: { ...fault, groups: [], target: 'S2', links: [{ ...rule, cut: true }] } },
  { ...lab, ev: 'fault.link', fault: { ...fault, groups: [], links: [slow, { ...rule, cut: true }, rule] } },
  { ...lab, ev: 'fault.heal', fault: { ...fault, groups: [], links: [] } },
  { ...lab, ev: 'lab.rules', rules },
  { ...lab, ev: 'lab.rules', rules: { ...rules, preVote: false, reads: 'lease', snapshotAfterEntries: 1000 } },
  ...(['added', 'catchingUp', 'promoted', 'removed'] as const).map(
    (stage): EventDraft => ({ ...lab, ev: 'lab.member', member: { ...member, stage } }),
  ),
  { ...lab, ev: 'lab.member', member: { ...member, address: null, stage: 'failed', detail: 'Nobody leads.' } },
  { ...lab, ev: 'note', note: { text: '=HYPERLINK("x"), she said\n"watch"' } },
  { ...lab, ev: 'check.violation', violation: { invariant: 'Election Safety', detail: 'Two led.', nodes: ['S1'] } },
];

const op = {
  id: 'c1.3',
  session: '12',
  serial: 3,
  read: 'log',
  operation: 'put x 7',
  tries: 1,
  hops: 0,
  target: 'S1',
} as const;
const open = { ...op, result: null, index: null, duplicate: false, why: null } as const;

const clientSamples: EventDraft[] = [
  { node: 'c1', ev: 'client.invoke', op: open },
  ...(['linearizable', 'follower', 'local'] as const).map(
    (read): EventDraft => ({
      node: 'c1',
      ev: 'client.invoke',
      op: { ...open, id: 'c1.4', session: '', operation: 'get x', read },
    }),
  ),
  { node: 'c1', ev: 'client.retry', op: { ...open, tries: 2, why: 'no answer in time' } },
  { node: 'c1', ev: 'client.ok', op: { ...open, result: 'ok', index: 7 } },
  { node: 'c1', ev: 'client.fail', op: { ...open, why: 'a key has 1 to 1024 characters' } },
  { node: 'c1', ev: 'client.info', op: { ...open, why: 'the lab was stopped' } },
];

const command = { index: 7, term: 4, kind: 'command', session: 'c1-1', serial: 3, operation: 'put x 7' } as const;
const applied = { index: 6, term: 3, duplicate: false, expired: false, result: 'ok' };
const life = { address: '127.0.0.1:7101', detail: null };

const serverSamples: EventDraft[] = [
  { ...server, ev: 'node.start', lifecycle: { ...life, why: 'started' } },
  { ...server, ev: 'node.start', lifecycle: { ...life, why: 'restarted' } },
  { ...server, ev: 'node.stop', lifecycle: { ...life, why: 'stopped' } },
  { ...server, ev: 'node.crash', lifecycle: { ...life, why: 'crashed' } },
  { ...server, ev: 'node.halt', lifecycle: { ...life, why: 'halted', detail: 'The disk is full.' } },
  { ...server, ev: 'node.pause', lifecycle: { ...life, why: 'stopped' } },
  { ...server, ev: 'node.resume', lifecycle: { ...life, why: 'started' } },
  {
    ...server,
    ev: 'node.persist',
    persist: { saveId: 3, hardState: true, snapshotIndex: null, entries: 2, fromIndex: 5, toIndex: 6, micros: 1234 },
  },
  {
    ...server,
    ev: 'node.persist',
    persist: { saveId: 4, hardState: false, snapshotIndex: 5, entries: 0, fromIndex: 0, toIndex: 0, micros: 900 },
  },
  {
    ...server,
    ev: 'log.restoreSnapshot',
    restoreSnapshot: {
      lastIncludedIndex: 2,
      lastIncludedTerm: 1,
      configuration: simple,
      configurationIndex: 0,
      length: 900,
    },
  },
  { ...server, ev: 'log.restore', restore: { entries: [command] } },
  { ...server, ev: 'log.apply', apply: { entries: [{ ...applied, expired: true }] } },
  { ...server, ev: 'log.apply', apply: { entries: [applied, { ...applied, index: 7, duplicate: true }] } },
];

const from1 = { id: 'S1.2.9', from: 'S1', to: 'S2', term: 4 } as const;
const fromClient = { id: 'c1.1.2', from: 'c1', to: 'S1', term: 0, session: 'c1-1', serial: 3 } as const;

const chunk = {
  kind: 'installSnapshot',
  lastIncludedIndex: 2,
  lastIncludedTerm: 1,
  configuration: simple,
  snapshotConfigurationIndex: 0,
  checksum: 99,
  configurationIndex: 0,
} as const;

export const messages: MessageRecord[] = [
  { ...from1, kind: 'requestVote', lastLogIndex: 6, lastLogTerm: 3, leadershipTransfer: false },
  { ...from1, kind: 'requestVote', lastLogIndex: 6, lastLogTerm: 3, leadershipTransfer: true },
  { ...from1, kind: 'requestVoteReply', voteGranted: true },
  { ...from1, kind: 'preVote', lastLogIndex: 6, lastLogTerm: 3 },
  { ...from1, kind: 'preVoteReply', voteGranted: true },
  { ...from1, kind: 'preVoteReply', voteGranted: false },
  { ...from1, kind: 'timeoutNow' },
  { ...from1, kind: 'readIndex', readId: 3 },
  { ...from1, kind: 'readIndexReply', readId: 3, readIndex: 5 },
  { ...from1, kind: 'readIndexReply', readId: 3, readIndex: null },
  { ...from1, ...chunk, offset: 0, length: 600, done: false },
  { ...from1, ...chunk, offset: 600, length: 300, done: true },
  {
    ...from1,
    kind: 'installSnapshotReply',
    lastIncludedIndex: 2,
    offset: 600,
    installed: false,
    configurationIndex: 0,
  },
  { ...from1, kind: 'installSnapshotReply', lastIncludedIndex: 2, offset: 900, installed: true, configurationIndex: 0 },
  {
    ...from1,
    kind: 'appendEntries',
    prevLogIndex: 6,
    prevLogTerm: 3,
    entries: [],
    entryCount: 0,
    leaderCommit: 5,
    round: 2,
    configurationIndex: 0,
  },
  {
    ...from1,
    kind: 'appendEntries',
    prevLogIndex: 6,
    prevLogTerm: 3,
    entries: [command],
    entryCount: 1,
    leaderCommit: 5,
    round: 2,
    configurationIndex: 0,
  },
  { ...from1, kind: 'appendEntriesReply', success: true, prevLogIndex: 6, matchIndex: 7 },
  {
    ...from1,
    kind: 'appendEntriesReply',
    success: false,
    prevLogIndex: 6,
    matchIndex: 0,
    conflictIndex: 4,
    conflictTerm: 2,
  },
  { ...fromClient, kind: 'clientRequest', operation: 'put x 7' },
  { ...fromClient, kind: 'openSession' },
  ...(['linearizable', 'follower', 'local'] as const).map((mode) => ({
    ...fromClient,
    kind: 'clientRead' as const,
    operation: 'get x',
    mode,
    seenIndex: 5,
  })),
  ...(['ok', 'notLeader', 'leadershipLost', 'invalid', 'busy', 'sessionExpired', 'stale'] as const).map((status) => ({
    ...fromClient,
    kind: 'clientReply' as const,
    status,
    leaderId: 'S2',
    index: 7,
    duplicate: false,
  })),
];

const reasons = [
  'cut',
  'loss',
  'down',
  'dropped',
  'disconnected',
  'malformed',
  'overflow',
  'duplicated',
  'held',
] as const;
const [message = { ...from1, kind: 'requestVote' as const }] = messages;

const messageSamples: EventDraft[] = [
  ...messages.map((msg): EventDraft => ({ ...server, ev: 'msg.send', msg })),
  { ...server, ev: 'msg.recv', msg: message },
  ...reasons.map((why): EventDraft => ({ ...lab, ev: 'msg.drop', msg: message, why })),
  { ...lab, ev: 'msg.duplicate', msg: message, why: 'duplicated' },
  { ...lab, ev: 'msg.hold', msg: message, why: 'held' },
];

/** Recorded as a run would be: the header first, then every kind and every reason. */
export function sampleEvents(): TraceEvent[] {
  return record([...labSamples, ...clientSamples, ...serverSamples, ...messageSamples, ...decisionSamples(server)]);
}

export function record(drafts: readonly EventDraft[], microsBetween = 100): TraceEvent[] {
  const events: TraceEvent[] = [];
  let now = 0;
  const recorder = new Recorder({
    now: () => (now += microsBetween),
    epochMs: 1_763_750_000_000,
    onEvent: (event) => events.push(event),
  });
  for (const draft of drafts) recorder.record(draft);
  return events;
}

export function kindsOf(events: readonly TraceEvent[]): Set<EventKind> {
  return new Set(events.map(({ ev }) => ev));
}
