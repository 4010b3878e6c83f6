/** Finds what the user means from a few letters: each letter in order, runs and word beginnings count for more. */

/** How well `query` fits `text`; 0 when it does not. */
export function score(query: string, text: string): number {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const within = text.toLowerCase();
  if (wanted === '') return 1;
  let total = 0;
  let from = 0;
  let run = 0;
  for (const letter of wanted) {
    const at = bestPlace(within, letter, from);
    if (at < 0) return 0;
    run = at === from && from > 0 ? run + 1 : 0;
    total += 1 + 2 * run + (startsWord(within, at) ? 4 : 0);
    from = at + 1;
  }
  return total / (1 + text.length / 200);
}

/** The next place of the letter: a word's beginning nearby is better than the first one met, unless a run goes on. */
function bestPlace(text: string, letter: string, from: number): number {
  const first = text.indexOf(letter, from);
  if (first < 0 || first === from || startsWord(text, first)) return first;
  for (let at = first; at >= 0; at = text.indexOf(letter, at + 1)) if (startsWord(text, at)) return at;
  return first;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[a-z0-9]/.test(text[at - 1] ?? ' ');
}

/** The items that fit, best first; equal ones keep their order. */
export function rank<Item>(query: string, items: readonly Item[], textOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, fit: score(query, textOf(item)) }))
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .map(({ item }) => item);
}
