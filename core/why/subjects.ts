/** What can be asked about a thing on the screen, the likeliest question first. */
import type { EventOf, TraceEvent } from '../trace/events.ts';
import { operationKey } from '../trace/operation-key.ts';
import { leaderOfHighestTerm } from '../trace/queries.ts';
import type { Question } from './answer.ts';
import { hasEntry } from './parts/lookups.ts';
import { operationTold } from './parts/operations.ts';
import type { Past } from './past.ts';
import { isRefusal } from './questions/refusal.ts';

export type Subject =
  /** `node`: in whose row; null: anywhere. */
  | { readonly kind: 'entry'; readonly index: number; readonly node: string | null }
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'message'; readonly from: string; readonly to: string; readonly id: string }
  | { readonly kind: 'operation'; readonly client: string; readonly id: string }
  | { readonly kind: 'event'; readonly seq: number };

export function questionsAbout(past: Past, subject: Subject): Question[] {
  switch (subject.kind) {
    case 'entry':
      return [{ ask: 'entry', index: subject.index, node: subject.node, term: null }];
    case 'node':
      return aboutNode(past, subject.id);
    case 'message':
      return aboutMessage(past, subject.from, subject.to, subject.id);
    case 'operation':
      return aboutOperation(past, subject.client, subject.id);
    case 'event': {
      const event = past.at(subject.seq);
      return event === null ? [] : aboutEvent(past, event);
    }
    default:
      return subject satisfies never;
  }
}

function aboutNode(past: Past, node: string): Question[] {
  const role: Question = { ask: 'role', node, at: null };
  const lead: Question = { ask: 'lead', node };
  const gap: Question = { ask: 'gap', node };
  const refused = past.last('raft.vote', node, ({ vote }) => !vote.granted);
  const votes: Question[] =
    refused === null ? [] : [{ ask: 'vote', voter: node, candidate: refused.vote.candidate, at: null }];
  const view = past.node(node);
  if (view?.state.role === 'leader' && view.status === 'up') return [role, ...backUpsOf(past, node), ...votes];
  const leader = leaderOfHighestTerm(past.view);
  return [role, lead, gap, ...(leader === null ? [] : backUpsOf(past, leader.id, node)), ...votes];
}

/** One for each server whose nextIndex this leader has taken back, or for the one that is named. */
function backUpsOf(past: Past, leader: string, only: string | null = null): Question[] {
  const peers = [...(past.node(leader)?.progress.keys() ?? [])];
  const term = past.node(leader)?.state.currentTerm;
  const isBack = ({ progress, state }: EventOf<'raft.progress'>) =>
    (progress.why === 'conflict' || progress.why === 'logTooShort') && state.currentTerm === term;
  return peers
    .filter((peer) => only === null || peer === only)
    .filter(
      (peer) => past.last('raft.progress', leader, (event) => event.progress.peer === peer && isBack(event)) !== null,
    )
    .map((peer) => ({ ask: 'nextIndex', leader, peer, at: null }));
}

function aboutMessage(past: Past, from: string, to: string, id: string): Question[] {
  const message: Question = { ask: 'message', from, to, id };
  const sent = past.last('msg.send', `${from}>${to}`, ({ msg }) => msg.id === id);
  if (sent === null) return [message];
  const { kind, success, session } = sent.msg;
  if (kind === 'requestVoteReply' || kind === 'preVoteReply') {
    return [{ ask: 'vote', voter: from, candidate: to, at: sent.seq }, message];
  }
  if (kind === 'appendEntriesReply' && success === false) {
    return [message, { ask: 'nextIndex', leader: to, peer: from, at: null }];
  }
  const operation = kind === 'clientRequest' || kind === 'clientRead' ? operationAt(past, from, sent.seq) : null;
  if (operation === null || session === undefined) return [message];
  return [message, ...aboutOperation(past, from, operation)];
}

function operationAt(past: Past, client: string, seq: number): string | null {
  const invoked = past.last('client.invoke', client, () => true, seq);
  return invoked === null ? null : operationKey(invoked);
}

function aboutOperation(past: Past, client: string, id: string): Question[] {
  const told = operationTold(past, client, id);
  const operation: Question = { ask: 'operation', client, id };
  if (told === null) return [];
  if (told.op.read !== undefined && told.op.read !== 'log') return [{ ask: 'read', client, id }];
  const ended: Question[] =
    told.ended !== null && isRefusal(told.ended) ? [{ ask: 'refusal', seq: told.ended.seq }] : [];
  const session = told.requests.at(-1)?.msg;
  const isIt = ({ append }: EventOf<'log.append'>) =>
    append.why === 'proposal' &&
    append.entries.some((entry) => entry.session === session?.session && entry.serial === session?.serial);
  const append = session === undefined ? null : past.lastOfAnyone('log.append', isIt);
  const entry = append?.append.entries.find(({ serial }) => serial === session?.serial);
  const entries: Question[] =
    append === null || entry === undefined
      ? []
      : [{ ask: 'entry', index: entry.index, node: append.node, term: entry.term }];
  return [operation, ...entries, ...ended];
}

function aboutEvent(past: Past, event: TraceEvent): Question[] {
  if ('msg' in event) return aboutMessage(past, event.msg.from, event.msg.to, event.msg.id);
  if ('op' in event) return aboutOperation(past, event.node, operationKey(event));
  if (isRefusal(event)) return [{ ask: 'refusal', seq: event.seq }];
  switch (event.ev) {
    case 'raft.vote':
      return [{ ask: 'vote', voter: event.node, candidate: event.vote.candidate, at: event.seq }];
    case 'raft.tally':
      return [{ ask: 'vote', voter: event.tally.from, candidate: event.node, at: event.seq }];
    case 'raft.role':
      return [{ ask: 'role', node: event.node, at: event.seq }];
    case 'raft.timeout':
    case 'raft.quorum':
    case 'raft.term':
      return [{ ask: 'role', node: event.node, at: roleAfter(past, event) }];
    case 'raft.progress':
      return [{ ask: 'nextIndex', leader: event.node, peer: event.progress.peer, at: event.seq }];
    case 'raft.check':
      return [{ ask: 'nextIndex', leader: event.check.from, peer: event.node, at: null }];
    default:
      return aboutLogEvent(past, event);
  }
}

function aboutLogEvent(past: Past, event: TraceEvent): Question[] {
  const about = (index: number, term: number | null): Question[] => [{ ask: 'entry', index, node: event.node, term }];
  switch (event.ev) {
    case 'log.append':
      return about(event.append.entries.at(-1)?.index ?? 0, event.append.entries.at(-1)?.term ?? null);
    case 'log.commit':
      return about(event.commit.to, null);
    case 'log.truncate':
      return about(event.truncate.fromIndex, termOfCut(past, event));
    case 'log.apply':
      return about(event.apply.entries.at(-1)?.index ?? 0, event.apply.entries.at(-1)?.term ?? null);
    case 'raft.withhold':
      return about(event.withhold.index, event.withhold.term);
    case 'node.crash':
    case 'node.stop':
    case 'node.halt':
    case 'node.pause':
      return [{ ask: 'lead', node: event.node }];
    default:
      return [];
  }
}

/** The entry that was cut: what the server had taken in at the place before. */
function termOfCut(past: Past, { node, truncate, seq }: EventOf<'log.truncate'>): number | null {
  const append = past.last('log.append', node, (event) => hasEntry(event, truncate.fromIndex, null), seq);
  return append?.append.entries.find(({ index }) => index === truncate.fromIndex)?.term ?? null;
}

/** A timeout and a higher term are the first half of a change of role; the other follows in the same step. */
function roleAfter(past: Past, { node, seq, t }: TraceEvent): number {
  const role = past.first('raft.role', node, seq);
  return role !== null && role.t === t ? role.seq : seq;
}
