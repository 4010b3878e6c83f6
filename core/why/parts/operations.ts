/** One operation of a client in the trace: its events, and the requests that were sent for it. */
import type { EventOf, OperationRecord } from '../../trace/events.ts';
import { operationKey } from '../../trace/operation-key.ts';
import type { Past } from '../past.ts';

type OperationEvent = EventOf<'client.invoke'> | EventOf<'client.retry'>;

export interface OperationTold {
  readonly op: OperationRecord;
  readonly invoked: OperationEvent;
  readonly retries: readonly OperationEvent[];
  /** null while it waits. */
  readonly ended: OperationEvent | null;
  /** What was sent for it, in order, without the opening of a session. */
  readonly requests: readonly EventOf<'msg.send'>[];
}

/** `id` is the operation's key. */
export function operationTold(past: Past, client: string, id: string): OperationTold | null {
  const isIt = (event: OperationEvent) => operationKey(event) === id;
  const invoked = past.last('client.invoke', client, isIt);
  if (invoked === null) return null;
  const retries = past.all('client.retry', client, invoked.seq, isIt);
  const ended =
    past.first('client.ok', client, invoked.seq, isIt) ??
    past.first('client.fail', client, invoked.seq, isIt) ??
    past.first('client.info', client, invoked.seq, isIt);
  const { op } = ended ?? retries.at(-1) ?? invoked;
  const requests = requestsOf(past, client, op.operation, invoked.seq, ended?.seq ?? past.seq);
  return { op, invoked, retries, ended, requests };
}

/** One operation of a client runs at a time, so that what it sends meanwhile belongs to it. */
function requestsOf(past: Past, client: string, operation: string, from: number, upTo: number) {
  const isRequest = ({ msg, seq }: EventOf<'msg.send'>) =>
    seq < upTo + 1 && (msg.kind === 'clientRequest' || msg.kind === 'clientRead') && msg.operation === operation;
  const servers = [...past.view.nodes.keys()];
  const sent = servers.flatMap((server) => past.all('msg.send', `${client}>${server}`, from, isRequest));
  return sent.sort((one, other) => one.seq - other.seq);
}
