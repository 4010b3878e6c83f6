/** Which fault dialogs are open, and the faults that stand now. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { useLab } from '../../stores/lab.ts';
import type { FaultBar } from '../timeline/model/fault-bars.ts';
import { useTimeline } from '../timeline/store.ts';

export interface Direction {
  readonly from: string;
  readonly to: string;
}

export const useFaults = defineStore('faults', () => {
  const lab = useLab();
  const timeline = useTimeline();
  /** The dialog of all faults. */
  const open = ref(false);
  /** The link whose own dialog is open. */
  const link = shallowRef<Direction | null>(null);

  const active = computed<readonly FaultBar[]>(() => {
    const bars = lab.tick >= 0 ? timeline.model.faults.bars : [];
    return bars.filter((bar) => bar.to === Number.POSITIVE_INFINITY);
  });

  /** Undoes one fault: restarts or resumes its server, or heals the links that it harmed. */
  function remove(bar: FaultBar): void {
    if (bar.links.size > 0) {
      for (const key of bar.links) {
        const [from = '', to = ''] = key.split('>');
        if (lab.view.links.has(key)) void lab.call('link.heal', { from, to });
      }
      return;
    }
    const node = bar.node ?? '';
    const paused = lab.view.nodes.get(node)?.status === 'paused';
    void lab.call(paused ? 'node.resume' : 'node.restart', { node });
  }

  return { open, link, active, remove };
});
