/** What the user has picked out: nodes, an entry of the log, and whose beliefs to show. All panels share it. */
import { ref } from 'vue';

export function createSelection() {
  const selectedNodes = ref<string[]>([]);
  /** An index of the log. */
  const selectedEntry = ref<number | null>(null);
  /** The node whose beliefs the leader panel shows; null follows the newest leader. */
  const leaderTab = ref<string | null>(null);

  function clear(): void {
    selectedNodes.value = [];
    selectedEntry.value = null;
    leaderTab.value = null;
  }

  return { selectedNodes, selectedEntry, leaderTab, clear };
}
