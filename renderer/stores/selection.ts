/** What the user has picked out: nodes, an entry of the log, and whose beliefs to show. All panels share it. */
import { ref } from 'vue';

export function createSelection() {
  const selectedNodes = ref<string[]>([]);
  /** An index of the log. */
  const selectedEntry = ref<number | null>(null);
  /** In whose log the entry was picked; null: not in a log. */
  const selectedRow = ref<string | null>(null);
  /** The node whose beliefs the leader panel shows; null follows the newest leader. */
  const leaderTab = ref<string | null>(null);

  function clear(): void {
    selectedNodes.value = [];
    selectedEntry.value = null;
    selectedRow.value = null;
    leaderTab.value = null;
  }

  return { selectedNodes, selectedEntry, selectedRow, leaderTab, clear };
}
