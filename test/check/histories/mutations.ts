/** Changes to a history of puts of single values and gets, each with a proof of what it makes of it. */
import type { Operation } from '../../../core/check/history/operation.ts';
import type { Dice } from '../../../core/sim/dice.ts';

export interface Mutation {
  readonly name: string;
  readonly expected: 'ok' | 'violation';
  /** null when the history has nothing that it could change. */
  readonly mutate: (history: readonly Operation[], dice: Dice) => Operation[] | null;
}

export const mutations: readonly Mutation[] = [
  { name: 'a read of a value that nobody wrote', expected: 'violation', mutate: readsNobodysValue },
  { name: 'the write of a value that was read is gone', expected: 'violation', mutate: dropsAReadWrite },
  { name: 'the write of a value that was read comes after', expected: 'violation', mutate: movesAWriteBehindItsRead },
  { name: 'a lost update: a read of what was overwritten before', expected: 'violation', mutate: readsTheOverwritten },
  { name: 'two reads in a row swap their values', expected: 'violation', mutate: swapsTwoReads },
  { name: 'a read ends before its value is asked for', expected: 'violation', mutate: movesAReadForward },
  { name: 'a write without its outcome', expected: 'ok', mutate: forgetsAnOutcome },
  { name: 'an operation that ended later', expected: 'ok', mutate: endsLater },
  { name: 'an operation that was asked earlier', expected: 'ok', mutate: asksEarlier },
  { name: 'a read that is not told of', expected: 'ok', mutate: dropsARead },
];

type Ended = Operation & { readonly endedAt: number };

function isEnded(operation: Operation): operation is Ended {
  return operation.endedAt !== null;
}

function readsOf(history: readonly Operation[]): Ended[] {
  return history.filter(isEnded).filter(({ action }) => action.f === 'get');
}

function writesOf(history: readonly Operation[]): Ended[] {
  return history.filter(isEnded).filter(({ action }) => action.f === 'put');
}

function writeOf(history: readonly Operation[], { key, answer }: Operation): Operation | undefined {
  return history.find((each) => each.key === key && each.action.f === 'put' && each.action.value === answer);
}

function replace(history: readonly Operation[], old: Operation, fresh: Operation): Operation[] {
  return history.map((each) => (each === old ? fresh : each));
}

function pickFrom<Item>(dice: Dice, items: readonly Item[]): Item | null {
  return items.length === 0 ? null : dice.pick(items);
}

function readsNobodysValue(history: readonly Operation[], dice: Dice): Operation[] | null {
  const read = pickFrom(dice, readsOf(history));
  return read === null ? null : replace(history, read, { ...read, answer: 'nobody' });
}

/** Each value was written once. */
function dropsAReadWrite(history: readonly Operation[], dice: Dice): Operation[] | null {
  const read = pickFrom(
    dice,
    readsOf(history).filter(({ answer }) => answer !== null),
  );
  const write = read === null ? undefined : writeOf(history, read);
  return write === undefined ? null : history.filter((each) => each !== write);
}

function movesAWriteBehindItsRead(history: readonly Operation[], dice: Dice): Operation[] | null {
  const read = pickFrom(
    dice,
    readsOf(history).filter(({ answer }) => answer !== null),
  );
  const write = read === null ? undefined : writeOf(history, read);
  return write === undefined ? null : replace(history, write, { ...write, invokedAt: 1e9, endedAt: 1e9 + 1 });
}

/** One write had ended before another was asked for, and that one before the read was asked for. */
function readsTheOverwritten(history: readonly Operation[], dice: Dice): Operation[] | null {
  const writes = writesOf(history);
  const lies = readsOf(history).flatMap((read) => {
    const second = writes.findLast(({ key, endedAt }) => key === read.key && endedAt < read.invokedAt);
    const first = writes.findLast(({ key, endedAt }) => key === read.key && endedAt < (second?.invokedAt ?? 0));
    return first?.action.f === 'put' ? [{ read, value: first.action.value }] : [];
  });
  const lie = pickFrom(dice, lies);
  return lie === null ? null : replace(history, lie.read, { ...lie.read, answer: lie.value });
}

/** Where the write of the one value had ended before that of the other was asked for. */
function swapsTwoReads(history: readonly Operation[], dice: Dice): Operation[] | null {
  const reads = readsOf(history);
  const pairs = reads.flatMap((early) => {
    const late = reads.find(({ key, invokedAt }) => key === early.key && invokedAt > early.endedAt);
    const [first, second] = [writeOf(history, early), late === undefined ? undefined : writeOf(history, late)];
    const isOrdered = first?.endedAt != null && second !== undefined && first.endedAt < second.invokedAt;
    return late !== undefined && isOrdered ? [{ early, late }] : [];
  });
  const pair = pickFrom(dice, pairs);
  if (pair === null) return null;
  const { early, late } = pair;
  return replace(replace(history, early, { ...early, answer: late.answer }), late, { ...late, answer: early.answer });
}

/** To the very beginning, where nothing was asked for yet. */
function movesAReadForward(history: readonly Operation[], dice: Dice): Operation[] | null {
  const read = pickFrom(
    dice,
    readsOf(history).filter(({ answer }) => answer !== null),
  );
  return read === null ? null : replace(history, read, { ...read, invokedAt: -2, endedAt: -1 });
}

/** It took effect where it did, and that is one of the things that an unknown outcome allows. */
function forgetsAnOutcome(history: readonly Operation[], dice: Dice): Operation[] | null {
  const write = pickFrom(dice, writesOf(history));
  return write === null ? null : replace(history, write, { ...write, outcome: 'info', endedAt: null });
}

/** The longer an operation takes, the more orders there are. */
function endsLater(history: readonly Operation[], dice: Dice): Operation[] | null {
  const ended = pickFrom(dice, history.filter(isEnded));
  return ended === null
    ? null
    : replace(history, ended, { ...ended, endedAt: ended.endedAt + dice.whole(1, 4000) + 0.5 });
}

function asksEarlier(history: readonly Operation[], dice: Dice): Operation[] | null {
  const any = pickFrom(dice, history);
  return any === null ? null : replace(history, any, { ...any, invokedAt: any.invokedAt - dice.whole(1, 4000) - 0.5 });
}

function dropsARead(history: readonly Operation[], dice: Dice): Operation[] | null {
  const read = pickFrom(dice, readsOf(history));
  return read === null ? null : history.filter((each) => each !== read);
}
