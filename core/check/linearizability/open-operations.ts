/**
 * The operations of one key that have no place yet, as a linked list of their beginnings and ends in the order of the
 * history (Lowe 2017): taking one out and putting it back costs the same however long the history is.
 */
import type { Operation } from '../history/operation.ts';

export class OpenOperations {
  /** In the order of asking; all of them ended. */
  readonly operations: readonly Operation[];
  /** Operation i begins at node i and ends at node i + length; the last node stands before the first one. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #head: number;
  #left: number;

  constructor(operations: readonly Operation[]) {
    const count = operations.length;
    this.operations = operations;
    this.#left = count;
    this.#head = 2 * count;
    this.#next = new Int32Array(2 * count + 1);
    this.#previous = new Int32Array(2 * count + 1);
    let last = this.#head;
    for (const node of inOrder(operations)) {
      this.#next[last] = node;
      this.#previous[node] = last;
      last = node;
    }
    this.#next[last] = this.#head;
    this.#previous[this.#head] = last;
  }

  /** How many have no place yet. */
  get left(): number {
    return this.#left;
  }

  /** Those that may come next: they were asked before any that has no place yet had ended. */
  *candidates(from: number): Generator<number, void, undefined> {
    const count = this.operations.length;
    let node = this.#next[this.#head] ?? this.#head;
    while (node < count) {
      if (node >= from) yield node;
      node = this.#next[node] ?? this.#head;
    }
  }

  /** The one that ended first; it must come before all that were asked later. -1 when none is left. */
  get mostUrgent(): number {
    const count = this.operations.length;
    let node = this.#next[this.#head] ?? this.#head;
    while (node < count) node = this.#next[node] ?? this.#head;
    return node === this.#head ? -1 : node - count;
  }

  take(operation: number): void {
    this.#unlink(operation);
    this.#unlink(operation + this.operations.length);
    this.#left -= 1;
  }

  /** In the reverse order of taking. */
  putBack(operation: number): void {
    this.#relink(operation + this.operations.length);
    this.#relink(operation);
    this.#left += 1;
  }

  #unlink(node: number): void {
    const [before = 0, after = 0] = [this.#previous[node], this.#next[node]];
    this.#next[before] = after;
    this.#previous[after] = before;
  }

  #relink(node: number): void {
    const [before = 0, after = 0] = [this.#previous[node], this.#next[node]];
    this.#next[before] = node;
    this.#previous[after] = node;
  }
}

function inOrder(operations: readonly Operation[]): number[] {
  const count = operations.length;
  const places = new Float64Array(2 * count);
  operations.forEach(({ invokedAt, endedAt }, at) => {
    places[at] = invokedAt;
    places[at + count] = endedAt ?? Number.POSITIVE_INFINITY;
  });
  const nodes = Array.from({ length: 2 * count }, (_, node) => node);
  return nodes.sort((one, other) => (places[one] ?? 0) - (places[other] ?? 0));
}
