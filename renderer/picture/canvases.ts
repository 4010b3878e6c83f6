/** How the page's canvases are painted again for a picture: finer, and in the colours of where they stand at that moment. */

/** Paints what the canvas shows onto another one whose units are CSS pixels already. */
export type Repaint = (onto: CanvasRenderingContext2D) => void;

const repaints = new WeakMap<HTMLCanvasElement, Repaint>();
const FINENESS = 2;

export function letRepaint(canvas: HTMLCanvasElement, repaint: Repaint): void {
  repaints.set(canvas, repaint);
}

/** As the address of a PNG image. */
export function pixelsOf(canvas: HTMLCanvasElement): string {
  const repaint = repaints.get(canvas);
  const fine = document.createElement('canvas');
  fine.width = canvas.clientWidth * FINENESS;
  fine.height = canvas.clientHeight * FINENESS;
  const context = fine.getContext('2d');
  if (repaint === undefined || context === null) return canvas.toDataURL('image/png');
  context.scale(FINENESS, FINENESS);
  repaint(context);
  return fine.toDataURL('image/png');
}
