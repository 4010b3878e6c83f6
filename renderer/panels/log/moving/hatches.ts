/** Stripes for a canvas, as the page's repeating gradients draw them; each made once. */

interface Stripes {
  /** Along the gradient, px: how wide a stripe is, and after what length the next one begins. */
  readonly stripe: number;
  readonly period: number;
}

const made = new Map<string, CanvasPattern | null>();

/** For an entry that is not committed yet. */
export function termStripes(context: CanvasRenderingContext2D, fill: string): CanvasPattern | null {
  return stripes(context, fill, { stripe: 4, period: 8 });
}

export function conflictStripes(context: CanvasRenderingContext2D, red: string): CanvasPattern | null {
  return stripes(context, red, { stripe: 2, period: 7 });
}

export function snapshotStripes(context: CanvasRenderingContext2D, line: string): CanvasPattern | null {
  return stripes(context, line, { stripe: 1.5, period: 6 });
}

function stripes(context: CanvasRenderingContext2D, style: string, { stripe, period }: Stripes): CanvasPattern | null {
  const key = `${style} ${stripe} ${period}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const pattern = patternOf(context, style, { stripe, period });
  made.set(key, pattern);
  return pattern;
}

/** Fine enough that half pixels stay. */
const FINENESS = 4;

function patternOf(
  context: CanvasRenderingContext2D,
  style: string,
  { stripe, period }: Stripes,
): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = period * FINENESS;
  tile.height = FINENESS;
  const onto = tile.getContext('2d');
  if (onto === null) return null;
  onto.fillStyle = style;
  onto.fillRect(0, 0, stripe * FINENESS, FINENESS);
  const pattern = context.createPattern(tile, 'repeat');
  // A gradient of 135 degrees runs from the upper left corner to the lower right one.
  pattern?.setTransform(new DOMMatrix().rotate(45).scale(1 / FINENESS));
  return pattern;
}
