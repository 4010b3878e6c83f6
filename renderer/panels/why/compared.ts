/** The values that were compared as a table: side by side where the same was looked at of several, else a list. */
import type { Compared, FactName } from '../../../core/why/answer.ts';

export interface SideBySide {
  readonly names: readonly FactName[];
  readonly rows: readonly { readonly who: string; readonly values: readonly string[] }[];
}

const MOST_COLUMNS = 3;

/** null: a list says it better. */
export function sideBySide(compared: readonly Compared[]): SideBySide | null {
  const names = [...new Set(compared.map(({ name }) => name))];
  const everyone = [...new Set(compared.map(({ who }) => who))];
  const isFull = compared.length === names.length * everyone.length;
  if (!isFull || names.length < 2 || names.length > MOST_COLUMNS || everyone.length < 2) return null;
  const rows = everyone.map((who) => ({
    who,
    values: names.map((name) => valueText(compared.find((fact) => fact.who === who && fact.name === name))),
  }));
  return { names, rows };
}

export function valueText(fact: Compared | undefined): string {
  return fact === undefined || fact.value === null ? 'none' : String(fact.value);
}
