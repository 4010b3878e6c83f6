/**
 * The past under way. One frame is too short for all that the page shows, so while it moves the panels take turns: with
 * each frame one of them follows, and what is too slow even for its turn shows a picture until the past stands still.
 */
import { readonly, ref } from 'vue';

export const turnOrder = ['log', 'cluster', 'leader', 'client', 'entry', 'words'] as const;
export type TurnName = (typeof turnOrder)[number];

/** Without a move for so long, it stands still, ms. */
const REST_MS = 150;

/** A single move shows its moment everywhere at once; only moves that follow each other are motion. */
export function createMotion(now: () => number) {
  const isMoving = ref(false);
  const turns = turnOrder.map(() => ref(0));
  let movedAt = Number.NEGATIVE_INFINITY;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;
  let last = 0;
  /** How many have not had their turn since the last move. */
  let behind = 0;

  /** Said before each move. */
  function move(): void {
    const at = now();
    isMoving.value ||= at - movedAt < REST_MS;
    movedAt = at;
    behind = turnOrder.length;
    if (isMoving.value && frame === 0) frame = requestAnimationFrame(giveTurn);
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
  }

  function giveTurn(): void {
    last = (last + 1) % turnOrder.length;
    const turn = turns[last];
    if (turn !== undefined) turn.value += 1;
    behind -= 1;
    frame = behind > 0 ? requestAnimationFrame(giveTurn) : 0;
  }

  function rest(): void {
    clearTimeout(resting);
    cancelAnimationFrame(frame);
    frame = 0;
    isMoving.value = false;
  }

  /** Another number at each turn of that name. */
  function turnOf(name: TurnName): number {
    return turns[turnOrder.indexOf(name)]?.value ?? 0;
  }

  return { isMoving: readonly(isMoving), turnOf, move, rest };
}
