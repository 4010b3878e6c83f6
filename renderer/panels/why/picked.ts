/** The thing that the user picked last, whichever panel it was in: what the key asks about. */
import { type ShallowRef, shallowRef, watch } from 'vue';
import type { Subject } from '../../../core/why/subjects.ts';
import type { useLab } from '../../stores/lab.ts';
import type { useTimeline } from '../timeline/store.ts';

export function createPicked(
  lab: ReturnType<typeof useLab>,
  timeline: ReturnType<typeof useTimeline>,
): ShallowRef<Subject | null> {
  const picked = shallowRef<Subject | null>(null);

  // Selecting an event selects its server and entry as well: the event is what was meant.
  watch(
    [() => timeline.selected, () => lab.selectedEntry, () => lab.selectedRow, () => lab.selectedNodes] as const,
    ([event, entry, row, nodes], [eventBefore, entryBefore, rowBefore, nodesBefore]) => {
      const seq = event === null ? undefined : lab.events.at(event)?.seq;
      const [node] = nodes;
      if (event !== eventBefore && seq !== undefined) picked.value = { kind: 'event', seq };
      else if (entry !== null && (entry !== entryBefore || row !== rowBefore)) {
        picked.value = { kind: 'entry', index: entry, node: row };
      } else if (nodes !== nodesBefore && node !== undefined) picked.value = { kind: 'node', id: node };
      else if (event === null && entry === null && node === undefined) picked.value = null;
    },
  );
  return picked;
}
