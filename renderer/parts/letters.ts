/**
 * Whether a text is sure to fit where it stands. Only what may not is clipped: each clip is a piece that the browser composes
 * on its own, in every frame that shows another moment of the past, and a hundred of them cost a fifth of the frame.
 */

/** Letters of which none is wider than the font says. */
const PLAIN = /^[\u0020-\u007e…→]*$/;

/** `letters`: how many of the font there is room for. */
export function isSureToFit(text: string, letters: number): boolean {
  return text.length <= letters && PLAIN.test(text);
}
