/**
 * The past under way. One frame is too short for all that the page shows, so while it moves the panels take turns: with
 * each frame one of them follows, or more where frames are cheap, and what is too slow even for its turn shows a picture
 * until the past stands still.
 */
import { readonly, ref } from 'vue';
import type { Frames } from '../parts/frames.ts';

export const turnOrder = [
  'log',
  'cluster',
  'operations',
  'traffic',
  'leader',
  'heads',
  'client',
  'entry',
  'words',
] as const;
export type TurnName = (typeof turnOrder)[number];

/** Without a move for so long, it stands still, ms. */
const REST_MS = 150;
/** A frame that costs less has room for one more turn, and one that costs more has too many, ms. */
const CHEAP_MS = 3;
const DEAR_MS = 8;

/** A single move shows its moment everywhere at once; only moves that follow each other are motion. */
export function createMotion(frames: Frames) {
  const isMoving = ref(false);
  const turns = turnOrder.map(() => ref(0));
  let movedAt = Number.NEGATIVE_INFINITY;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let last = 0;
  /** How many have not had their turn since the last move. */
  let behind = 0;
  let turnsInFrame = 1;

  /** Said before each move. */
  function move(): void {
    const at = frames.now();
    isMoving.value ||= at - movedAt < REST_MS;
    movedAt = at;
    behind = turnOrder.length;
    if (isMoving.value && frame === 0) frame = frames.request(giveTurns);
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
  }

  function giveTurns(): void {
    const begunAt = frames.now();
    for (let given = 0; given < turnsInFrame && behind > 0; given += 1) giveTurn();
    frame = behind > 0 ? frames.request(giveTurns) : 0;
    frames.afterPaint(() => learn(frames.now() - begunAt));
  }

  function giveTurn(): void {
    last = (last + 1) % turnOrder.length;
    const turn = turns[last];
    if (turn !== undefined) turn.value += 1;
    behind -= 1;
  }

  /** `cost` of a frame, ms. */
  function learn(cost: number): void {
    if (cost < CHEAP_MS) turnsInFrame = Math.min(turnOrder.length, turnsInFrame + 1);
    else if (cost > DEAR_MS) turnsInFrame = Math.max(1, turnsInFrame - 1);
  }

  function rest(): void {
    clearTimeout(resting);
    if (frame !== 0) frames.cancel(frame);
    frame = 0;
    behind = 0;
    isMoving.value = false;
  }

  /** Another number at each turn of that name. */
  function turnOf(name: TurnName): number {
    return turns[turnOrder.indexOf(name)]?.value ?? 0;
  }

  return { isMoving: readonly(isMoving), turnOf, move, rest };
}
