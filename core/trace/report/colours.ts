/** The light theme in numbers, for drawings that no style sheet reaches. test/trace holds that they are the page's own. */

export const inks = {
  ...{ paper: '#fff', panel: '#f5f7fa', line: '#dde2e9', ink: '#12161c', ink2: '#3f4856', ink3: '#5d6877' },
  red: '#c02a16',
} as const;

/** Six hues that repeat; the number of the term always stands beside them. */
export const termFills = ['#2f55dd', '#c78700', '#043f29', '#4496bb', '#b93c74', '#625f08'] as const;
export const termInks = ['#fff', '#0b0e13', '#fff', '#0b0e13', '#fff', '#fff'] as const;

/** Term 0, before any election, has no hue. */
export function termFill(term: number): string {
  return term < 1 ? inks.ink3 : (termFills[(term - 1) % termFills.length] ?? inks.ink3);
}

export function termInk(term: number): string {
  return term < 1 ? inks.paper : (termInks[(term - 1) % termInks.length] ?? inks.paper);
}
