/** What judges of histories may hold a cluster to (§8): of all that clients ask, what is an operation on its state. */
import { type Operation, parseOperation } from '../machine/command.ts';
import type { EventOf } from './events.ts';

/** null: a read that says itself that it may be old is no claim, and what is no operation never takes effect. */
export function claimOf({ op }: EventOf<'client.invoke'>): Operation | null {
  if (op.read === 'local') return null;
  const parsed = parseOperation(op.operation);
  return parsed.ok ? parsed.operation : null;
}
