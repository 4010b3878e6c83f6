/** The cell of the log that the keyboard stands on: walked with the arrow keys, chosen with a click, and kept in sight. */
import { nextTick, type Ref, ref } from 'vue';
import { steady } from '../../parts/steady.ts';
import { useLab } from '../../stores/lab.ts';
import { usePlayhead } from '../../stores/playhead.ts';
import { useUi } from '../../stores/ui.ts';
import { useLeaderChoice } from '../leader/leader-choice.ts';
import type { MatrixMetrics } from './metrics.ts';

interface Matrix {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly ids: Readonly<Ref<readonly string[]>>;
  /** The last index that some log has. */
  readonly last: Readonly<Ref<number>>;
  readonly metrics: Readonly<Ref<MatrixMetrics>>;
  /** Of the part in sight, px. */
  readonly width: Readonly<Ref<number>>;
}

const steps: Record<string, readonly [rows: number, columns: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  PageUp: [0, -10],
  PageDown: [0, 10],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
};

export function useCellWalk({ scroller, ids, last, metrics, width }: Matrix) {
  const lab = useLab();
  const ui = useUi();
  const playhead = usePlayhead();
  const { leader } = useLeaderChoice();
  const activeNode = ref<string | null>(null);
  const position = steady(() => {
    const chosen = ids.value.find((id) => id === activeNode.value);
    return { node: chosen ?? leader.value?.id ?? ids.value[0] ?? '', index: lab.selectedEntry ?? 1 };
  });

  async function select(node: string, index: number): Promise<void> {
    activeNode.value = node;
    lab.selectedEntry = index;
    lab.selectedRow = node;
    if (index < last.value) ui.followTail = false;
    await nextTick();
    keepInSight(index);
    await nextTick();
    scroller.value?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }

  function keepInSight(index: number): void {
    const element = scroller.value;
    if (element === null) return;
    const { columnWidth, headWidth } = metrics.value;
    const left = (index - 1) * columnWidth;
    const room = width.value - headWidth - columnWidth;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (left > element.scrollLeft + room) element.scrollLeft = left - room;
  }

  /** Under the picture of a moving past there are no cells: it stands still first. */
  async function cellUnder({ target, clientX, clientY }: MouseEvent): Promise<HTMLElement | null> {
    const isMoving = playhead.isMoving;
    if (isMoving) {
      playhead.standStill();
      await nextTick();
    }
    const hit = isMoving ? document.elementFromPoint(clientX, clientY) : target;
    return hit instanceof Element ? hit.closest('td[data-index]') : null;
  }

  async function clicked(event: MouseEvent): Promise<void> {
    const { node, index } = (await cellUnder(event))?.dataset ?? {};
    if (node !== undefined && index !== undefined) await select(node, Number(index));
  }

  async function walk(event: KeyboardEvent): Promise<void> {
    const step = steps[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.min(ids.value.length - 1, Math.max(0, ids.value.indexOf(position.value.node) + step[0]));
    const index = Math.min(Math.max(1, last.value), Math.max(1, position.value.index + step[1]));
    await select(ids.value[row] ?? '', index);
  }

  return { position, clicked, walk };
}
