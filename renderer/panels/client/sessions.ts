/** The client sessions of the page, and the operations of all of them, newest first. */
import type { ClusterView, OperationView } from '../../../core/trace/view-types.ts';

function numberOf(client: string): number {
  return Number(client.slice(1));
}

/** c1 always, every client that has asked something, and the ones the user added. */
export function sessionNames(view: ClusterView, added: readonly string[]): string[] {
  const names = new Set(['c1', ...view.operations.keys(), ...added]);
  return [...names].sort((one, other) => numberOf(one) - numberOf(other));
}

/** A name that no session of the page has. */
export function freeName(names: readonly string[]): string {
  let number = 1;
  while (names.includes(`c${number}`)) number++;
  return `c${number}`;
}

/** At most `limit` operations, the last asked first; only those of `client` if one is given. */
export function latestOperations(view: ClusterView, limit: number, client: string | null = null): OperationView[] {
  const latest: OperationView[] = [];
  for (const [name, operations] of view.operations) {
    if (client === null || name === client) latest.push(...operations.slice(-limit));
  }
  return latest.sort((one, other) => other.invokedAt - one.invokedAt).slice(0, limit);
}

/** The serial of the client's last command; reads that are no entries have numbers of their own (thesis 6.4). */
export function lastSerial(view: ClusterView, client: string): number {
  const isCommand = ({ op: { read } }: OperationView) => read === undefined || read === 'log';
  return view.operations.get(client)?.findLast(isCommand)?.op.serial ?? 0;
}
