/** The history of a recorded run's clients, for judges that know nothing of Raft (thesis 6.3, Herlihy and Wing 1990). */
import { claimOf } from '../../trace/claim.ts';
import type { EventOf, TraceEvent } from '../../trace/events.ts';
import { operationKey } from '../../trace/operation-key.ts';
import { answerIn } from './answers.ts';
import { type Action, actionOf, type Operation } from './operation.ts';

interface Open {
  readonly process: string;
  readonly key: string;
  readonly action: Action;
  readonly invokedAt: number;
}

/**
 * In the order of asking. Left out are local reads, which may be stale, and what certainly had no effect. What has no
 * end in the trace may still take effect.
 */
export function historyOf(events: Iterable<TraceEvent>): Operation[] {
  const history = new ClientHistory();
  for (const event of events) history.hear(event);
  return history.operations();
}

export class ClientHistory {
  readonly #open = new Map<string, Open>();
  readonly #ended: Operation[] = [];
  readonly #started = new Set<string>();
  #isStartKnown = true;

  /** False when servers began with entries or a snapshot from before the trace: the keys may hold anything then. */
  get isStartKnown(): boolean {
    return this.#isStartKnown;
  }

  hear(event: TraceEvent): void {
    switch (event.ev) {
      case 'client.invoke':
        return this.#begin(event);
      case 'client.ok':
      case 'client.fail':
      case 'client.info':
        return this.#end(event);
      case 'node.start':
        if (!this.#started.has(event.node) && event.state.lastLogIndex > 0) this.#isStartKnown = false;
        this.#started.add(event.node);
    }
  }

  operations(): Operation[] {
    const open = [...this.#open.values()].map(unknown);
    return [...this.#ended, ...open].sort((one, other) => one.invokedAt - other.invokedAt);
  }

  #begin(event: EventOf<'client.invoke'>): void {
    const { seq, node } = event;
    const claim = claimOf(event);
    if (claim === null) return;
    this.#open.set(operationKey(event), { process: node, key: claim.key, action: actionOf(claim), invokedAt: seq });
  }

  #end(event: EventOf<'client.ok'>): void {
    const { ev, seq, op } = event;
    const open = this.#open.get(operationKey(event));
    if (open === undefined) return;
    this.#open.delete(operationKey(event));
    if (ev === 'client.info') this.#ended.push(unknown(open));
    if (ev !== 'client.ok') return;
    const told = answerIn(op.result, open.action);
    if (told.hadEffect) this.#ended.push({ ...open, outcome: 'ok', answer: told.answer, endedAt: seq });
  }
}

function unknown(open: Open): Operation {
  return { ...open, outcome: 'info', answer: undefined, endedAt: null };
}
