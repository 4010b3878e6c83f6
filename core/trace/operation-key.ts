/** What tells one client operation from all others (§8): all its events have the same key. */
import type { EventOf } from './events.ts';

type OperationEvent = EventOf<'client.invoke'> | EventOf<'client.retry'>;

/** `node` is the client. Traces of the first version have no ids; there client, session and serial name an operation. */
export function operationKey({ node, op }: Pick<OperationEvent, 'node' | 'op'>): string {
  return op.id ?? `${node} ${op.session} ${op.serial}`;
}
