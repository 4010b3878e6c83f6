/**
 * The protocol's own events for validation against a TLA+ specification: one flat JSON object per line, with the
 * variables of raft.tla after each event (on a receipt before it), "Nil" for nobody. A trace can be followed step by
 * step when the run was made with at most one entry per AppendEntries (rules {maxEntriesPerMessage: 1}).
 */
import type { EntryRecord, EventOf, MessageRecord, NodeStateRecord, TraceEvent, TraceHeader } from '../events.ts';
import type { ExportContext, Exporter } from './exporter.ts';

const NOBODY = 'Nil';
/** About as many as TLC follows in reasonable time. */
const MANY_EVENTS = 2000;

const roles: { readonly [Role in NodeStateRecord['role']]: string } = {
  follower: 'Follower',
  preCandidate: 'Follower',
  candidate: 'Candidate',
  leader: 'Leader',
};

function* write(events: Iterable<TraceEvent>, context?: ExportContext): Iterable<string> {
  let written = 0;
  for (const event of events) {
    if (event.ev === 'trace.header') {
      yield lineOf(configOf(event.header));
      warnOfBatches(event.header, context);
      continue;
    }
    const fields = fieldsOf(event);
    if (fields === null) {
      yield '';
      continue;
    }
    written += 1;
    const { seq, t, ev, node } = event;
    yield lineOf({ i: written, seq, t, ev, nid: node, ...stateOf(event), ...fields });
  }
  if (written > MANY_EVENTS) {
    context?.tell?.(`TLC follows about ${MANY_EVENTS} events; these are ${written}. Choose a shorter range.`);
  }
}

function warnOfBatches({ config }: TraceHeader, context: ExportContext | undefined): void {
  if (config.maxEntriesPerMessage === 1) return;
  context?.tell?.(
    'In raft.tla an AppendEntries carries one entry at most. Run the cluster with the rule maxEntriesPerMessage: 1.',
  );
}

function configOf({ run, nodes, config }: TraceHeader) {
  const { maxEntriesPerMessage } = config;
  return { i: 0, seq: 1, t: 0, ev: 'config', nid: NOBODY, run, servers: nodes, nil: NOBODY, maxEntriesPerMessage };
}

function stateOf(event: TraceEvent) {
  if (!('state' in event) || event.state === undefined) return {};
  const { currentTerm, votedFor, role, lastLogIndex, lastLogTerm, commitIndex } = event.state;
  const inc = event.inc ?? 0;
  return {
    inc,
    st: { currentTerm, votedFor: votedFor ?? NOBODY, role: roles[role], lastLogIndex, lastLogTerm, commitIndex },
  };
}

/** null: raft.tla has no such step. */
function fieldsOf(event: TraceEvent): Record<string, unknown> | null {
  switch (event.ev) {
    case 'node.start':
    case 'node.crash':
    case 'node.stop':
    case 'node.halt':
      return {};
    case 'raft.timeout':
    case 'raft.term':
      return event.ev === 'raft.term' ? { from: event.term.from, to: event.term.to } : {};
    case 'raft.role':
      return roleFields(event.role);
    case 'raft.vote':
      return event.vote.preVote === true ? null : { candidate: event.vote.candidate, granted: event.vote.granted };
    case 'raft.progress': {
      const { peer, nextIndex, matchIndex, why } = event.progress;
      return { peer, nextIndex, matchIndex, why };
    }
    case 'log.append':
      return { entries: event.append.entries.map(entryOf) };
    case 'log.restore':
      return { entries: event.restore.entries.map(entryOf) };
    case 'log.truncate':
      return { fromIndex: event.truncate.fromIndex, toIndex: event.truncate.toIndex };
    case 'log.commit':
      return { fromIndex: event.commit.from, toIndex: event.commit.to };
    case 'node.persist':
      return { lastSaved: event.persist.toIndex, hardState: event.persist.hardState };
    case 'msg.send':
    case 'msg.recv':
    case 'msg.drop':
    case 'msg.duplicate':
      return messageOf(event.msg);
    default:
      return null;
  }
}

/** A pre-candidate (thesis 9.6) is a follower to raft.tla, and its pre-votes are no votes. */
function roleFields({ from, to, votes }: EventOf<'raft.role'>['role']): Record<string, unknown> | null {
  if (roles[from] === roles[to]) return null;
  return { from: roles[from], to: roles[to], votesGranted: to === 'leader' ? votes : [] };
}

const types: Partial<Record<MessageRecord['kind'], string>> = {
  requestVote: 'RequestVoteRequest',
  requestVoteReply: 'RequestVoteResponse',
  appendEntries: 'AppendEntriesRequest',
  appendEntriesReply: 'AppendEntriesResponse',
};

function messageOf({ id, kind, from, to, term, ...rest }: MessageRecord): Record<string, unknown> | null {
  const type = types[kind];
  if (type === undefined) return null;
  const { lastLogIndex, lastLogTerm, voteGranted, prevLogIndex, prevLogTerm, leaderCommit, success, matchIndex } = rest;
  const fields = {
    lastLogIndex,
    lastLogTerm,
    voteGranted,
    prevLogIndex,
    prevLogTerm,
    leaderCommit,
    success,
    matchIndex,
  };
  const entries = rest.entries?.map(entryOf);
  return { msg: { id, type, src: from, dst: to, term, ...fields, ...(entries === undefined ? {} : { entries }) } };
}

function entryOf({ index, term, kind }: EntryRecord) {
  return { i: index, t: term, ty: kind };
}

function lineOf(fields: object): string {
  return `${JSON.stringify(fields)}\n`;
}

export const tla = {
  name: 'TLA+ trace',
  about: 'the protocol step by step, for validation by TLC; a short range of a run with one entry per message',
  extension: 'ndjson',
  mediaType: 'application/x-ndjson',
  write,
} as const satisfies Exporter;
