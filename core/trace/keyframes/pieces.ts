/** A long list as it was at many moments: what did not change between two of them is kept once, in pieces. */

const PIECE = 256;

/** `start`: how many items of the whole history stood before the first one kept, as in a compacted log (§7). */
export interface Pieces<Item> {
  readonly start: number;
  readonly parts: readonly (readonly Item[])[];
}

/** Items are replaced and never changed, so the same object at the same place means the same content. */
export function piecesOf<Item>(items: readonly Item[], start: number, before: Pieces<Item> | undefined): Pieces<Item> {
  const parts: (readonly Item[])[] = [];
  const shift = before === undefined ? 0 : pieceAt(before.start) - pieceAt(start);
  let isNew = before?.start !== start;
  for (let from = 0; from < items.length; ) {
    const to = Math.min(items.length, (pieceAt(start + from) + 1) * PIECE - start);
    const known = before?.parts[parts.length - shift];
    const isKnown = known !== undefined && isSame(known, items, from, to);
    parts.push(isKnown ? known : items.slice(from, to));
    isNew ||= !isKnown;
    from = to;
  }
  return before !== undefined && !isNew && parts.length === before.parts.length ? before : { start, parts };
}

/** Makes `list` what was kept, in place: a new array for each frame of a drag would keep the garbage collector busy. */
export function restore<Item>({ parts }: Pieces<Item>, list: Item[]): Item[] {
  let length = 0;
  for (const part of parts) {
    for (const item of part) {
      if (list[length] !== item) list[length] = item;
      length += 1;
    }
  }
  list.length = length;
  return list;
}

/** How many references `pieces` holds for itself and does not share with `before`. */
export function ownWeight<Item>(pieces: Pieces<Item>, before: Pieces<Item> | undefined): number {
  if (pieces === before) return 0;
  const known = new Set(before?.parts);
  let weight = pieces.parts.length;
  for (const part of pieces.parts) if (!known.has(part)) weight += part.length;
  return weight;
}

/** Pieces begin at fixed places of the whole history, so that a list that loses its beginning keeps the rest of them. */
function pieceAt(place: number): number {
  return Math.floor(place / PIECE);
}

function isSame<Item>(known: readonly Item[], items: readonly Item[], from: number, to: number): boolean {
  if (known.length !== to - from) return false;
  for (let at = to - 1; at >= from; at -= 1) if (known[at - from] !== items[at]) return false;
  return true;
}
