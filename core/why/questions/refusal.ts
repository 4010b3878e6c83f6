/** Why something was refused or left aside: an operation, a change of membership, a transfer of leadership, a message. */
import type { EventOf, TraceEvent } from '../../trace/events.ts';
import { operationKey } from '../../trace/operation-key.ts';
import type { Finding, Question } from '../answer.ts';
import { Causes } from '../parts/causes.ts';
import { operationTold } from '../parts/operations.ts';
import { messageBefore, sendingOf } from '../parts/reach.ts';
import type { Past } from '../past.ts';
import { type Rule, rules } from '../rules.ts';

export function explainRefusal(past: Past, { seq }: Question<'refusal'>): Finding<'refusal'> {
  const event = past.at(seq);
  switch (event?.ev) {
    case 'client.fail':
    case 'client.info':
      return operationRefused(past, event);
    case 'raft.change':
      return changeRefused(event);
    case 'raft.transfer':
      return transferRefused(past, event);
    case 'raft.ignore':
      return ignored(past, event);
    default:
      return finding({ verdict: 'notARefusal' }, rules.unreliableNetwork, new Causes());
  }
}

/** Whether the event is a refusal that can be explained. */
export function isRefusal(event: TraceEvent): boolean {
  switch (event.ev) {
    case 'client.fail':
    case 'client.info':
    case 'raft.ignore':
      return true;
    case 'raft.change':
      return !event.change.accepted;
    case 'raft.transfer':
      return event.transfer.stage === 'refused' || event.transfer.stage === 'abandoned';
    default:
      return false;
  }
}

function finding(holds: Finding<'refusal'>['holds'], rule: Rule, because: Causes): Finding<'refusal'> {
  return { holds, rule, compared: [], because: because.list(), next: null };
}

function operationRefused(past: Past, event: EventOf<'client.fail'>): Finding<'refusal'> {
  const { node: client, op, ev } = event;
  const told = operationTold(past, client, operationKey(event));
  const because = new Causes()
    .add('invoked', told?.invoked ?? null)
    .add('sent', ...(told?.requests ?? []))
    .add('retried', ...(told?.retries ?? []))
    .add('answered', event);
  const outcome = ev === 'client.fail' ? ('fail' as const) : ('info' as const);
  return finding({ verdict: 'operation', outcome, client, why: op.why }, rules.exactlyOnce, because);
}

function changeRefused(event: EventOf<'raft.change'>): Finding<'refusal'> {
  const { node, change } = event;
  if (change.accepted) return finding({ verdict: 'notARefusal' }, rules.membership, new Causes());
  return finding({ verdict: 'change', node, why: change.why }, rules.membership, new Causes().add('decided', event));
}

function transferRefused(past: Past, event: EventOf<'raft.transfer'>): Finding<'refusal'> {
  const { node, transfer, seq } = event;
  const { stage, target, why } = transfer;
  if (stage !== 'refused' && stage !== 'abandoned')
    return finding({ verdict: 'notARefusal' }, rules.transfer, new Causes());
  const isBegin = (each: EventOf<'raft.transfer'>) =>
    each.transfer.target === target && each.transfer.stage === 'begun';
  const because = new Causes().add('asked', past.last('raft.transfer', node, isBegin, seq)).add('decided', event);
  return finding({ verdict: 'transfer', node, target, stage, why }, rules.transfer, because);
}

function ignored(past: Past, event: EventOf<'raft.ignore'>): Finding<'refusal'> {
  const { node, ignore, seq } = event;
  const received = messageBefore(past, ignore.from, node, seq);
  const because = new Causes()
    .add('sent', received === null ? null : sendingOf(past, received.msg))
    .add('received', received)
    .add('decided', event);
  return finding(
    { verdict: 'ignored', node, ...ignore },
    ignore.why === 'staleTerm' ? rules.oldTermRefused : rules.unreliableNetwork,
    because,
  );
}
