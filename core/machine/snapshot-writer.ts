/** The state machine as one text, written piece by piece from a copy of one moment (§7, thesis 5.1). */
import { sortPositions } from './gradual-sort.ts';
import type { Machine } from './machine.ts';
import type { Session } from './sessions.ts';

/** A piece ends when it is so long; one long value may take it further. */
const PIECE_LENGTH = 65_536;

/**
 * Equal machines give equal texts: `{"time":…,"store":[[key,value],…],"sessions":[[name,lastUsed,lowestOpen,[[serial,
 * operation,result],…]],…]}`, keys and serials sorted, sessions in the order of their last use.
 */
export class SnapshotWriter {
  readonly #fragments: Generator<string, void>;
  readonly #pieces: string[] = [];

  /**
   * Copies what later commands could change, and nothing that is long. Two arrays: to copy a Map takes twenty times as
   * long, and the server stands still meanwhile.
   */
  constructor({ store, sessions }: Machine) {
    const copies = [...sessions.entries()].map(([name, session]): [string, Session] => {
      return [name, { ...session, answers: new Map(session.answers) }];
    });
    this.#fragments = fragmentsOf(sessions.time, [...store.keys()], [...store.values()], copies);
  }

  /** The next piece of the text, `''` when the time went into sorting; null after the last one. */
  next(): string | null {
    const fragments: string[] = [];
    let length = 0;
    while (length < PIECE_LENGTH) {
      const { value, done } = this.#fragments.next();
      if (done === true) break;
      if (value === '') return this.#keep(fragments);
      fragments.push(value ?? '');
      length += value?.length ?? 0;
    }
    return length === 0 ? null : this.#keep(fragments);
  }

  /** All pieces so far; the whole text when `next` has given null. */
  text(): string {
    return this.#pieces.join('');
  }

  #keep(fragments: readonly string[]): string {
    const piece = fragments.join('');
    this.#pieces.push(piece);
    return piece;
  }
}

/** `''` is a pause. */
function* fragmentsOf(
  time: number,
  keys: readonly string[],
  values: readonly string[],
  sessions: readonly (readonly [string, Session])[],
): Generator<string, void> {
  yield `{"time":${time},"store":[`;
  yield* pairsOf(keys, values);
  yield '],"sessions":[';
  let comma = '';
  for (const [name, session] of sessions) {
    yield `${comma}[${JSON.stringify(name)},${session.lastUsed},${session.lowestOpen},[`;
    yield* answersOf(session);
    yield ']]';
    comma = ',';
  }
  yield ']}';
}

function* pairsOf(keys: readonly string[], values: readonly string[]): Generator<string, void> {
  const sorting = sortPositions(keys);
  let sorted = sorting.next();
  while (sorted.done !== true) {
    yield '';
    sorted = sorting.next();
  }
  let comma = '';
  for (const position of sorted.value) {
    yield comma + JSON.stringify([keys[position], values[position]]);
    comma = ',';
  }
}

function* answersOf({ answers }: Session): Generator<string, void> {
  const inOrder = [...answers].sort(([one], [other]) => one - other);
  let comma = '';
  for (const [serial, { operation, result }] of inOrder) {
    yield comma + JSON.stringify([serial, operation, result]);
    comma = ',';
  }
}
