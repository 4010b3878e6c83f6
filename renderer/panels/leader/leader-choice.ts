/** Whose beliefs are on show: the chosen leader while it leads, otherwise the one of the highest term. */
import { computed } from 'vue';
import { leadersOf } from '../../model/faces.ts';
import { useLab } from '../../stores/lab.ts';

export function useLeaderChoice() {
  const lab = useLab();
  const leaders = computed(() => leadersOf(lab.view));
  const leader = computed(() => leaders.value.find((node) => node.id === lab.leaderTab) ?? leaders.value[0] ?? null);
  return { leaders, leader };
}
