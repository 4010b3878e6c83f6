/** A client's operation in words: its outcome, and the way it took (§8). */
import type { EntryRecord } from '../../../core/trace/events.ts';
import { holdersOf } from '../../../core/trace/queries.ts';
import type { ClusterView, OperationView } from '../../../core/trace/view-types.ts';
import { answerWords } from '../../../core/trace/words/answers.ts';
import { membersIn } from '../../model/standing.ts';
import { durationText } from '../../parts/format.ts';

export type OutcomeSign = 'done' | 'waiting' | 'retrying' | 'refused' | 'unknown';

export function signOf(operation: OperationView): OutcomeSign {
  switch (operation.status) {
    case 'waiting':
      return operation.op.tries > 1 ? 'retrying' : 'waiting';
    case 'ok':
      return 'done';
    case 'failed':
      return 'refused';
    case 'unknown':
      return 'unknown';
  }
}

/** `ok`, `6`, `waiting`, `unknown` … and how long it took, once it has ended. */
export function outcomeText(operation: OperationView): string {
  const sign = signOf(operation);
  return sign === 'done' ? answerWords(operation.op.result) + (isMaybeStale(operation) ? ', may be stale' : '') : sign;
}

/** The answer of a local read: true once, and perhaps no longer (thesis 6.4). */
export function isMaybeStale({ op, status }: OperationView): boolean {
  return op.read === 'local' && status === 'ok';
}

/** µs from the question to the answer; null while there is none. */
export function latencyOf(operation: OperationView): number | null {
  return operation.endedAt === null ? null : operation.endedAt - operation.invokedAt;
}

/** Where it went: `S4 sent the client on, 2 hops; entry 12; sent twice, applied once; 31 ms`. */
export function wayText(operation: OperationView, view: ClusterView): string {
  const { op } = operation;
  const parts: string[] = [];
  if (op.target) parts.push(operation.status === 'waiting' ? `asking ${op.target}` : op.target);
  if (op.hops > 0) parts.push(`${op.hops} ${op.hops === 1 ? 'redirect' : 'redirects'}`);
  if (op.index !== null) parts.push(indexText(operation));
  else if (operation.status === 'waiting') parts.push(...waitingText(operation, view));
  if (op.tries > 1) parts.push(triesText(operation));
  if (op.why) parts.push(op.why);
  const latency = latencyOf(operation);
  if (latency !== null) parts.push(durationText(latency));
  return parts.join(', ');
}

/** A read that is no entry names the index that its answer has seen. */
function indexText(operation: OperationView): string {
  const { index, read } = operation.op;
  if (isMaybeStale(operation)) return `local read, true up to entry ${index}`;
  if (read === 'linearizable' || read === 'follower') {
    return `${read === 'follower' ? 'follower read' : 'read'}, as of entry ${index}`;
  }
  return `entry ${index}`;
}

/** Nothing of a read that is no entry is applied. */
function triesText({ op, status }: OperationView): string {
  const sent = op.tries === 2 ? 'sent twice' : `sent ${op.tries} times`;
  const isCommand = op.read === undefined || op.read === 'log';
  return status === 'ok' && isCommand ? `${sent}, applied once` : sent;
}

/** `entry 12 on 2 of 5 nodes`, or nothing while no server has written it. */
function waitingText({ op }: OperationView, view: ClusterView): string[] {
  const entry = waitingEntry(op, view);
  if (entry === null) return [];
  const members = membersIn(view);
  const stored = holdersOf(view, entry.index, entry.term).filter((id) => members.includes(id)).length;
  return [`entry ${entry.index} on ${stored} of ${members.length} nodes`];
}

/** How far from the end of a log to look for an operation that has no answer yet. */
const LOOK_BACK = 200;

/**
 * The entry that carries a waiting operation, if some server has already written it: that of the newest term, since a
 * client that asks again may leave one with an old leader and one with a new.
 */
function waitingEntry({ session, serial }: OperationView['op'], view: ClusterView): EntryRecord | null {
  const entries = [...view.nodes.values()].flatMap(({ log }) =>
    log.slice(-LOOK_BACK).filter((entry) => entry.session === session && entry.serial === serial),
  );
  return entries.reduce<EntryRecord | null>((newest, entry) => {
    return newest === null || entry.term > newest.term ? entry : newest;
  }, null);
}
