/** Colours as the page computes them, in the form that every drawing program reads. */

export interface Colour {
  /** `#rrggbb`, or as it was when it is written in another way. */
  readonly paint: string;
  /** 0 is clear, 1 covers. */
  readonly opacity: number;
}

/** Reads `rgb(1, 2, 3)`, `rgba(…)` and `color(srgb 0.1 0.2 0.3 / 0.5)`, which color-mix() ends up as. */
export function colourOf(text: string): Colour {
  const mixed = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(text);
  if (mixed)
    return colour(
      mixed.slice(1, 4).map((part) => Number(part) * 255),
      mixed[4],
    );
  const plain = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
  if (plain) return colour(plain.slice(1, 4).map(Number), plain[4]);
  return { paint: text, opacity: text === 'transparent' || text === 'none' ? 0 : 1 };
}

function colour(parts: readonly number[], opacity: string | undefined): Colour {
  const digits = parts.map((part) =>
    Math.min(255, Math.max(0, Math.round(part)))
      .toString(16)
      .padStart(2, '0'),
  );
  return { paint: `#${digits.join('')}`, opacity: opacity === undefined ? 1 : Number(opacity) };
}

/** The attributes of a fill; nothing where it covers nothing. */
export function fillOf(text: string): Record<string, string | number | undefined> | null {
  const { paint, opacity } = colourOf(text);
  return opacity === 0 ? null : { fill: paint, 'fill-opacity': opacity === 1 ? undefined : opacity };
}
