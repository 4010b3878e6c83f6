/** The selected event: picked with the pointer or stepped to, it brings its server and its entry along. */
import { ref, type ShallowRef } from 'vue';
import type { useLab } from '../../stores/lab.ts';
import { entryOf, isListed } from './listing.ts';
import type { TimelineModel } from './model/model.ts';
import { spanOf } from './model/scale.ts';
import type { MovableWindow } from './movable-window.ts';
import type { Filters } from './paint/scene.ts';

type Lab = ReturnType<typeof useLab>;

export function createSelection(
  lab: Lab,
  model: Readonly<ShallowRef<TimelineModel>>,
  window: MovableWindow,
  filters: Filters,
) {
  /** Position in the trace. */
  const selected = ref<number | null>(null);

  function select(position: number | null): void {
    selected.value = position;
    const event = position === null ? undefined : lab.events.at(position);
    if (!event) return;
    const shown = window.currentWindow();
    if (event.t < shown.from || event.t > shown.to) window.showFrom(event.t - spanOf(shown) / 2);
    if (lab.view.nodes.has(event.node)) lab.selectedNodes = [event.node];
    const entry = entryOf(event);
    if (entry === null) return;
    lab.selectedEntry = entry;
    lab.selectedRow = null;
  }

  /** Selects the next (1) or previous (-1) listed event. */
  function step(direction: 1 | -1): void {
    const end = lab.events.length;
    const before = () => (direction === 1 ? lab.events.firstAt(window.currentWindow().from) - 1 : end);
    let position = selected.value ?? before();
    do position += direction;
    while (position >= 0 && position < end && !isListed(lab.events.at(position), filters));
    if (position >= 0 && position < end) select(position);
  }

  /** Selects the election that began the next (1) or previous (-1) term. */
  function stepTerm(direction: 1 | -1): void {
    const terms = model.value.terms.bands;
    const at = lab.events.at(selected.value ?? lab.events.length - 1)?.t ?? 0;
    const next = direction === 1 ? terms.find((band) => band.from > at) : terms.findLast((band) => band.from < at);
    if (next) select(next.event);
  }

  return { selected, select, step, stepTerm };
}
