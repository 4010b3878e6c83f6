/** What the last step of the playhead changed: it stays marked in the panels until the next one. */
import { computed, shallowRef } from 'vue';
import { changesBetween, noChanges } from '../../core/trace/changes.ts';
import { cloneView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';

/** `view` is what is shown, changed in place: what was shown before a step is kept as a copy. */
export function createStepMarks(view: () => ClusterView) {
  const before = shallowRef<ClusterView | null>(null);
  const changes = computed(() => (before.value === null ? noChanges : changesBetween(before.value, view())));

  function step(move: () => void): void {
    const from = cloneView(view());
    move();
    before.value = from;
  }

  return {
    changes,
    step,
    clear: () => {
      before.value = null;
    },
  };
}
