/** Six term colours that repeat; the term's number always stands beside them, so that colour never speaks alone. */

const colours = 6;

function slot(term: number): number {
  return ((((term - 1) % colours) + colours) % colours) + 1;
}

/** The fill of a term, as a CSS value. Term 0 (before any election) has no colour. */
export function termFill(term: number): string {
  return term === 0 ? 'var(--ink3)' : `var(--t${slot(term)})`;
}

/** The text colour that is legible on that fill. */
export function termInk(term: number): string {
  return term === 0 ? 'var(--inv)' : `var(--o${slot(term)})`;
}

/** Both, as the custom properties that `.term` and the cells read. */
export function termStyle(term: number): Record<'--c' | '--o', string> {
  return { '--c': termFill(term), '--o': termInk(term) };
}

/** The same as a class, where there are so many of them that a style of its own for each is felt. */
export function termClass(term: number): string {
  return term === 0 ? 'term-0' : `term-${slot(term)}`;
}
