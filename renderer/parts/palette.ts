/** The page's colour tokens as a canvas needs them: read once per theme, never written down twice. */

export interface Palette {
  readonly panel: string;
  readonly panel2: string;
  readonly line: string;
  readonly line2: string;
  readonly ink: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly inverse: string;
  readonly violet: string;
  readonly violetTint: string;
  readonly red: string;
  readonly redTint: string;
  readonly sans: string;
  readonly mono: string;
  /** How strong a tint of a colour is, 0 … 1. */
  readonly tint: number;
  /** The six term fills that repeat, and the ink that is legible on each. */
  readonly fills: readonly string[];
  readonly inks: readonly string[];
}

const slots = [1, 2, 3, 4, 5, 6];

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return {
    panel: token('--panel'),
    panel2: token('--panel2'),
    line: token('--line'),
    line2: token('--line2'),
    ink: token('--ink'),
    ink2: token('--ink2'),
    ink3: token('--ink3'),
    inverse: token('--inv'),
    violet: token('--vio'),
    violetTint: token('--vio-bg'),
    red: token('--red'),
    redTint: token('--red-bg'),
    sans: token('--sans'),
    mono: token('--mono'),
    tint: Number.parseFloat(token('--tintmix')) / 100,
    fills: slots.map((slot) => token(`--t${slot}`)),
    inks: slots.map((slot) => token(`--o${slot}`)),
  };
}

/** Term 0, before any election, has no colour of its own. */
export function fillOf(palette: Palette, term: number): string {
  return term === 0 ? palette.ink3 : (palette.fills[(term - 1) % 6] ?? palette.ink3);
}

export function inkOn(palette: Palette, term: number): string {
  return term === 0 ? palette.inverse : (palette.inks[(term - 1) % 6] ?? palette.inverse);
}
