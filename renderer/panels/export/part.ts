/** Which part of the run is exported: what the form says, and what that means for the events. */
import { computed, reactive } from 'vue';
import { families } from '../../../core/trace/exporters/parts/kinds.ts';
import type { useLab } from '../../stores/lab.ts';
import { choiceOf, problemOf, wholeRun } from './choice.ts';

export function createPart(lab: ReturnType<typeof useLab>) {
  const form = reactive(wholeRun());
  const nodes = computed(() => [...lab.live.nodes.keys(), ...lab.live.operations.keys(), 'lab']);
  const kinds = [...families].sort();
  const problem = computed(() => problemOf(form));
  const choice = computed(() => choiceOf(form, nodes.value, kinds));
  return { form, nodes, kinds, problem, choice, reset: () => Object.assign(form, wholeRun()) };
}
