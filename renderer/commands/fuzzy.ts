/** Finds what the user means from a few letters: runs of letters that go on or begin a word, in order. */

/** How well `query` fits `text`, more for longer runs and earlier words; 0 when it does not. */
export function score(query: string, text: string): number {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  if (wanted === '') return 1;
  const fit = fitFrom(wanted, text.toLowerCase(), 0, 0, 0);
  return fit === 0 ? 0 : fit + 1 / (1 + text.length);
}

/** The best sum for the letters from `done` on, looking from `from`; `run` letters in a row end just before it. */
function fitFrom(wanted: string, text: string, done: number, from: number, run: number): number {
  if (done === wanted.length) return 1;
  const letter = wanted.charAt(done);
  let best = 0;
  for (let at = text.indexOf(letter, from); at >= 0; at = text.indexOf(letter, at + 1)) {
    const goesOn = at === from && run > 0;
    if (!goesOn && !startsWord(text, at)) continue;
    const rest = fitFrom(wanted, text, done + 1, at + 1, goesOn ? run + 1 : 1);
    if (rest > 0) best = Math.max(best, rest + (goesOn ? 3 : 1) + 1 / (2 + at));
  }
  return best;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[a-z0-9]/.test(text.charAt(at - 1));
}

/** The items that fit, best first; equal ones keep their order. */
export function rank<Item>(query: string, items: readonly Item[], textOf: (item: Item) => string): Item[] {
  return items
    .map((item) => ({ item, fit: score(query, textOf(item)) }))
    .filter(({ fit }) => fit > 0)
    .sort((one, other) => other.fit - one.fit)
    .map(({ item }) => item);
}
