/** One event of every kind and every reason, for tests that must miss none. */
import type { EventKind, MessageRecord, NodeStateRecord, TraceEvent } from '../../core/trace/events.ts';
import { type EventDraft, Recorder } from '../../core/trace/recorder.ts';
import { decisionSamples } from './decision-samples.ts';

export const state: NodeStateRecord = {
  currentTerm: 4,
  votedFor: 'S1',
  role: 'leader',
  leaderId: 'S1',
  lastLogIndex: 6,
  lastLogTerm: 3,
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
  { ...lab, ev: 'note', note: { text: '=HYPERLINK("x"), she said\n"watch"' } },
  { ...lab, ev: 'check.violation', violation: { invariant: 'Election Safety', detail: 'Two led.', nodes: ['S1'] } },
];

const op = { session: 'c1-1', serial: 3, operation: 'put x 7', tries: 1, hops: 0, target: 'S1' } as const;
const open = { ...op, result: null, index: null, duplicate: false, why: null } as const;

const clientSamples: EventDraft[] = [
  { node: 'c1', ev: 'client.invoke', op: open },
  { node: 'c1', ev: 'client.retry', op: { ...open, tries: 2, why: 'no answer in time' } },
  { node: 'c1', ev: 'client.ok', op: { ...open, result: 'ok', index: 7 } },
  { node: 'c1', ev: 'client.fail', op: { ...open, why: 'a key has 1 to 1024 characters' } },
  { node: 'c1', ev: 'client.info', op: { ...open, why: 'the lab was stopped' } },
];

const command = { index: 7, term: 4, kind: 'command', session: 'c1-1', serial: 3, operation: 'put x 7' } as const;
const applied = { index: 6, term: 3, duplicate: false, result: 'ok' };
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
    persist: { saveId: 3, hardState: true, entries: 2, fromIndex: 5, toIndex: 6, micros: 1234 },
  },
  { ...server, ev: 'log.restore', restore: { entries: [command] } },
  { ...server, ev: 'log.apply', apply: { entries: [applied, { ...applied, index: 7, duplicate: true }] } },
];

const from1 = { id: 'S1.2.9', from: 'S1', to: 'S2', term: 4 } as const;
const fromClient = { id: 'c1.1.2', from: 'c1', to: 'S1', term: 0, session: 'c1-1', serial: 3 } as const;

export const messages: MessageRecord[] = [
  { ...from1, kind: 'requestVote', lastLogIndex: 6, lastLogTerm: 3 },
  { ...from1, kind: 'requestVoteReply', voteGranted: true },
  { ...from1, kind: 'appendEntries', prevLogIndex: 6, prevLogTerm: 3, entries: [], entryCount: 0, leaderCommit: 5 },
  {
    ...from1,
    kind: 'appendEntries',
    prevLogIndex: 6,
    prevLogTerm: 3,
    entries: [command],
    entryCount: 1,
    leaderCommit: 5,
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
  ...(['ok', 'notLeader', 'leadershipLost', 'invalid', 'stale'] as const).map((status) => ({
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
