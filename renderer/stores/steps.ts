/** Where a step of the playhead leads: to the next event, term, or interesting event, either way. */
import type { Landmarks } from '../../core/trace/keyframes/landmarks.ts';

export type StepKind = 'event' | 'term' | 'interesting';

/** `length`: how many events there are; their seqs are 1 … length. */
export function createSteps(landmarks: Landmarks, length: () => number) {
  /** The seq of the next (1) or previous (-1) such event, seen from the event `from`; null when there is none. */
  function landmark(kind: Exclude<StepKind, 'event'>, direction: 1 | -1, from: number): number | null {
    return kind === 'term' ? landmarks.term(from, direction) : landmarks.interesting(from, direction);
  }

  function next(kind: StepKind, direction: 1 | -1, from: number): number | null {
    if (kind !== 'event') return landmark(kind, direction, from);
    const seq = from + direction;
    return seq >= 1 && seq <= length() ? seq : null;
  }

  return { next, landmark };
}
