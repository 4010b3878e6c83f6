/** Two recordings chosen to be compared, and what came of it. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Comparison, Row } from '../../../core/trace/compare/compare.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { nextTurn } from '../export/file.ts';
import { compareInTurns } from './compare-work.ts';
import { contextOf } from './context.ts';
import { type Choice, createLoading, type Side } from './loading.ts';

export type { Choice, Side } from './loading.ts';

export const useCompare = defineStore('compare', () => {
  const choices = ref<Record<Side, Choice>>({ A: 'shown', B: '' });
  const files = shallowRef<Record<Side, readonly File[]>>({ A: [], B: [] });
  const events = shallowRef<Record<Side, readonly TraceEvent[]>>({ A: [], B: [] });
  const comparison = shallowRef<Comparison | null>(null);
  /** What is being done, as a sentence; null while nothing is. */
  const busy = ref<string | null>(null);
  const problem = ref<string | null>(null);
  const chosen = ref(0);
  let work = new AbortController();

  const load = createLoading({ choices, files, busy, problem });

  const row = computed<Row | null>(() => comparison.value?.differences[chosen.value] ?? null);
  const context = computed(() => (row.value === null ? [] : contextOf(row.value, events.value.A, events.value.B)));

  async function start(): Promise<void> {
    if (busy.value !== null) return;
    work = new AbortController();
    comparison.value = null;
    problem.value = null;
    busy.value = 'Reading.';
    try {
      await run(work.signal);
    } finally {
      busy.value = null;
    }
  }

  async function run(signal: AbortSignal): Promise<void> {
    const left = await load('A', signal);
    const right = left === null || signal.aborted ? null : await load('B', signal);
    if (left === null || right === null) return;
    const found = await compareInTurns({
      left,
      right,
      signal,
      progressed: (rows) => {
        busy.value = `Comparing: ${rows.toLocaleString('en')} events aligned.`;
      },
      pause: nextTurn,
    });
    events.value = { A: left, B: right };
    chosen.value = 0;
    comparison.value = found;
  }

  function choose(place: number): void {
    const most = (comparison.value?.differences.length ?? 0) - 1;
    chosen.value = Math.max(0, Math.min(most, place));
  }

  function chooseFiles(side: Side, given: readonly File[]): void {
    files.value = { ...files.value, [side]: given };
    choices.value = { ...choices.value, [side]: 'file' };
  }

  return {
    ...{ choices, files, comparison, busy, problem, chosen, row, context },
    ...{ start, choose, chooseFiles, cancel: () => work.abort() },
  };
});
