/** Why a read that is no entry of the log waits (thesis 6.4): on the way, for an own-term commit, or for a round. */
import type { EventOf } from '../../trace/events.ts';
import { linkKey } from '../../trace/fold/faults.ts';
import type { Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { delayedOn, heldOn } from '../parts/held.ts';
import { operationTold } from '../parts/operations.ts';
import { fateOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { rules } from '../rules.ts';
import { explainNote } from './read-stage.ts';

export function explainRead(past: Past, { client, id }: Question<'read'>): Finding<'read'> {
  const told = operationTold(past, client, id);
  const sent = told?.requests.at(-1) ?? null;
  if (told === null || sent === null) return finding({ verdict: 'neverAsked', server: null }, new Causes());
  const server = sent.msg.to;
  const because = new Causes()
    .add('invoked', told.invoked)
    .add('retried', ...told.retries)
    .add('sent', sent);
  const fate = fateOf(past, sent);
  if (fate === null) return requestUnderWay(past, sent, because);
  if (fate.ev === 'msg.drop') return finding({ verdict: 'requestLost', server }, because.add('lost', fate));
  because.add('received', fate);
  const notes = notesOf(past, server, fate.seq);
  if (told.ended !== null) {
    because
      .add('waits', notes[0] ?? null)
      .add('decided', notes.at(-1) ?? null)
      .add('answered', told.ended);
    return answered(told.op.read === 'local', notes, server, because);
  }
  const last = notes.at(-1) ?? null;
  if (last === null) return finding({ verdict: 'answerUnderWay', server }, because);
  return explainNote(past, server, last, because);
}

function requestUnderWay(past: Past, { msg }: EventOf<'msg.send'>, because: Causes): Finding<'read'> {
  const { from, to: server, id } = msg;
  const isIt = (message: { readonly id: string }) => message.id === id;
  const hindrance = heldOn(past, from, server, server, isIt) ?? delayedOn(past, from, server, server, isIt);
  return finding({ verdict: 'requestUnderWay', server, hindrance }, because.hindered(hindrance));
}

function answered(
  isLocal: boolean,
  notes: readonly EventOf<'raft.read'>[],
  server: string,
  because: Causes,
): Finding<'read'> {
  const last = notes.at(-1)?.read ?? null;
  if (isLocal) return finding({ verdict: 'answered', server, how: 'local', readIndex: null }, because);
  if (last === null || last.stage === 'failed') return finding({ verdict: 'failed', server }, because);
  const how = last.why === 'lease' ? ('lease' as const) : ('confirmed' as const);
  return finding({ verdict: 'answered', server, how, readIndex: last.readIndex }, because);
}

export function finding(holds: Finding<'read'>['holds'], because: Causes): Finding<'read'> {
  const isLease = holds.verdict === 'answered' && holds.how === 'lease';
  const rule = isLease ? rules.lease : rules.readIndex;
  const resent = { what: 'resent', who: holds.server === null ? [] : [holds.server], count: null } as const;
  const isLost = holds.verdict === 'requestLost' || holds.verdict === 'failed';
  return { holds, rule, compared: [], because: because.list(), next: isLost ? resent : null };
}

/** What the server noted about the read whose question it received: it numbers reads in the order they came. */
function notesOf(past: Past, server: string, receivedAt: number): EventOf<'raft.read'>[] {
  const own = ({ read }: EventOf<'raft.read'>) => read.from === null;
  const before = highestBefore(past, server, receivedAt);
  const later = past.all('raft.read', server, receivedAt, own);
  const fresh = [...new Set(later.map(({ read }) => read.readId))].filter((readId) => readId > before.readId);
  const readId = fresh[readsReceived(past, server, before.seq, receivedAt) - 1] ?? fresh[0];
  return later.filter(({ read }) => read.readId === readId);
}

/** The newest read that was noted before, and where it was noted first. */
function highestBefore(past: Past, server: string, seq: number): { readonly readId: number; readonly seq: number } {
  const own = ({ read }: EventOf<'raft.read'>) => read.from === null;
  const start = past.last('node.start', server, () => true, seq)?.seq ?? 0;
  let highest = { readId: -1, seq: start };
  for (const { seq: at, read } of past.all('raft.read', server, start, (event) => own(event) && event.seq < seq)) {
    if (read.readId > highest.readId) highest = { readId: read.readId, seq: at };
  }
  return highest;
}

/** How many questions for reads the server received in (after, upTo]; local ones are noted nowhere. */
function readsReceived(past: Past, server: string, after: number, upTo: number): number {
  let count = 0;
  for (const client of past.view.operations.keys()) {
    const link = linkKey(client, server);
    for (const { msg } of past.all(
      'msg.recv',
      link,
      after,
      (event) => event.seq <= upTo && event.msg.kind === 'clientRead',
    )) {
      const sent = past.last('msg.send', link, (event) => event.msg.id === msg.id);
      if (sent?.msg.mode !== 'local') count += 1;
    }
  }
  return count;
}
