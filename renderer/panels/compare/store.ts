/** Two recordings chosen to be compared, and what came of it. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type { Comparison, Row } from '../../../core/trace/compare/compare.ts';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { useLab } from '../../stores/lab.ts';
import { nextTurn } from '../export/file.ts';
import { loadTrace } from '../traces/load.ts';
import { fileSource, recordingSource, type TraceSource } from '../traces/source.ts';
import { useTraces } from '../traces/store.ts';
import { compareInTurns } from './compare-work.ts';
import { contextOf } from './context.ts';

export type Side = 'A' | 'B';

/** `shown`: the run that the page shows; a recording of the lab by its id; `file`. */
export type Choice = string;

export const useCompare = defineStore('compare', () => {
  const lab = useLab();
  const traces = useTraces();
  const choices = ref<Record<Side, Choice>>({ A: 'shown', B: '' });
  const files = shallowRef<Record<Side, readonly File[]>>({ A: [], B: [] });
  const events = shallowRef<Record<Side, readonly TraceEvent[]>>({ A: [], B: [] });
  const comparison = shallowRef<Comparison | null>(null);
  /** What is being done, as a sentence; null while nothing is. */
  const busy = ref<string | null>(null);
  const problem = ref<string | null>(null);
  const chosen = ref(0);
  let work = new AbortController();

  const row = computed<Row | null>(() => comparison.value?.differences[chosen.value] ?? null);
  const context = computed(() => (row.value === null ? [] : contextOf(row.value, events.value.A, events.value.B)));

  function sourceOf(side: Side): TraceSource | null {
    const choice = choices.value[side];
    if (choice === 'file') return fileSource(files.value[side]);
    const recording = traces.list.find(({ id }) => id === choice);
    if (recording === undefined) return null;
    return recordingSource(recording, async (place) => {
      const reply = await lab.call('recording.read', { recording: recording.id, ...place });
      if (!reply.ok) throw new Error(reply.error.message);
      return reply.value;
    });
  }

  /** null with `problem` set when there is nothing to compare. */
  async function load(side: Side, signal: AbortSignal): Promise<TraceEvent[] | null> {
    if (choices.value[side] === 'shown') return shownEvents();
    const source = sourceOf(side);
    if (source === null) {
      problem.value = `Choose recording ${side} first.`;
      return null;
    }
    const found: TraceEvent[] = [];
    const outcome = await loadTrace({
      source,
      signal,
      take(more) {
        for (const event of more) found.push(event);
        busy.value = `Reading ${side}: ${found.length.toLocaleString('en')} events.`;
      },
      progressed: () => {},
      pause: nextTurn,
    });
    if (outcome.kind === 'noTrace') problem.value = `${source.name} is not a trace: ${outcome.why}.`;
    return outcome.kind === 'loaded' ? found : null;
  }

  function shownEvents(): TraceEvent[] | null {
    const found: TraceEvent[] = [];
    for (let place = 0; place < lab.events.length; place++) {
      const event = lab.events.at(place);
      if (event !== undefined) found.push(event);
    }
    if (found.length === 0) problem.value = 'No run is shown that could be compared.';
    return found.length === 0 ? null : found;
  }

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
    choices,
    files,
    comparison,
    busy,
    problem,
    chosen,
    row,
    context,
    start,
    cancel: () => work.abort(),
    choose,
    chooseFiles,
  };
});
