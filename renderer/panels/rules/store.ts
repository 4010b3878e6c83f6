/** The rules on show: those of the running cluster, or those that the next one will start with. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { useLab } from '../../stores/lab.ts';
import { type RuleChange, type Rules, ruleChips, usualRules } from './rules.ts';

export const useRules = defineStore('rules', () => {
  const lab = useLab();
  const open = ref(false);
  /** For the next cluster. */
  const draft = shallowRef<Rules>(usualRules);

  const current = computed<Rules>(() => (lab.cluster === null ? draft.value : (lab.view.rules ?? usualRules)));
  const chips = computed(() => ruleChips(current.value));

  function set(change: RuleChange): void {
    if (lab.cluster === null) draft.value = { ...draft.value, ...change };
    else void lab.call('cluster.rules', { rules: change });
  }

  return { open, draft, current, chips, set };
});
