/** How much room the texts of an operation have in the list, and which of them must be clipped to it. */
import { isSureToFit } from '../../parts/letters.ts';

/** Of the row beside its words, rem: sides and gaps, the id, Why?, and the sign of the outcome. */
const BESIDE_WORDS = 12.6;
/** The same for the second line, which begins below the command. */
const BESIDE_WAY = 10.7;
/** Rem that a letter takes: exactly in the fixed font, at most on average in the other. */
const FIXED_LETTER = 0.6;
const LETTER = 0.56;

export interface OperationTexts {
  readonly command: string;
  readonly outcome: string;
  readonly way: string;
}

/** `width` of the list, rem. */
export function clippedTexts({ command, outcome, way }: OperationTexts, width: number) {
  return {
    words: !isSureToFit(command + outcome, Math.floor((width - BESIDE_WORDS) / FIXED_LETTER)),
    way: !isSureToFit(way, Math.floor((width - BESIDE_WAY) / LETTER)),
  };
}
