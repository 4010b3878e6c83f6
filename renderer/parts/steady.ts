/** Computed values that keep their identity while their content stays the same, so that nothing is drawn again for it. */
import { type ComputedRef, computed } from 'vue';

/** Two flat objects with the same fields. */
export function sameFields<Value extends object>(a: Value, b: Value): boolean {
  const fields = Object.entries(a);
  const others = new Map<string, unknown>(Object.entries(b));
  return fields.length === others.size && fields.every(([name, value]) => Object.is(value, others.get(name)));
}

/** Two lists of flat objects that are the same one by one. */
export function sameRows<Row extends object>(a: readonly Row[], b: readonly Row[]): boolean {
  return a.length === b.length && a.every((row, place) => sameFields(row, b[place] ?? {}));
}

export function steady<Value extends object>(
  read: () => Value,
  same: (a: Value, b: Value) => boolean = sameFields,
): ComputedRef<Value> {
  return computed((previous?: Value) => {
    const next = read();
    return previous !== undefined && same(previous, next) ? previous : next;
  });
}
