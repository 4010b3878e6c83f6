/** Client operations from the asking to the outcome (§8). */
import type { EventOf } from '../events.ts';
import { operationKey } from '../operation-key.ts';
import type { ClusterView, OperationStatus, OperationView } from '../view-types.ts';

type OperationEvent = EventOf<'client.invoke'> | EventOf<'client.retry'>;

const statusAfter: { readonly [Kind in OperationEvent['ev']]: OperationStatus } = {
  'client.invoke': 'waiting',
  'client.retry': 'waiting',
  'client.ok': 'ok',
  'client.fail': 'failed',
  'client.info': 'unknown',
};

export function foldOperation(view: ClusterView, event: OperationEvent): void {
  const { node: client, op, t } = event;
  const operations = operationsOf(view, client);
  if (event.ev === 'client.invoke') {
    operations.push({ client, op, status: 'waiting', invokedAt: t, endedAt: null });
    return;
  }
  const key = operationKey(event);
  const at = operations.findLastIndex((known) => operationKey({ node: client, op: known.op }) === key);
  const known = operations[at];
  if (known === undefined) return;
  const status = statusAfter[event.ev];
  operations[at] = { ...known, op, status, endedAt: status === 'waiting' ? null : t };
}

function operationsOf(view: ClusterView, client: string): OperationView[] {
  const known = view.operations.get(client);
  if (known !== undefined) return known;
  const fresh: OperationView[] = [];
  view.operations.set(client, fresh);
  return fresh;
}
