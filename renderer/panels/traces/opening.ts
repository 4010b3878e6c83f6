/** Opens one recording: its events come into the picture piece by piece, until all are there or it is cancelled. */
import { computed, shallowRef } from 'vue';
import { type Outcome, readTrace } from '../../reading/read-trace.ts';
import type { TraceSource } from '../../reading/source.ts';
import type { useLab } from '../../stores/lab.ts';
import type { useUi } from '../../stores/ui.ts';
import { nextTurn } from '../export/file.ts';
import { describedBy } from './described.ts';

/** What follows the events is told of them this often: seldom enough to cost little, often enough to keep up. */
const TELL_MS = 200;

interface Loading {
  /** Read so far, of `size`. */
  readonly bytes: number;
  readonly events: number;
  readonly name: string;
  readonly size: number;
}

export function createOpening(lab: ReturnType<typeof useLab>, ui: ReturnType<typeof useUi>) {
  /** null while nothing is being loaded. */
  const loading = shallowRef<Loading | null>(null);
  const isLoading = computed(() => loading.value !== null);
  let work = new AbortController();
  /** The picture is no longer that of before. */
  let hasBegun = false;

  async function show(source: TraceSource): Promise<void> {
    if (isLoading.value) return;
    work = new AbortController();
    const outcome = await load(source, work.signal);
    loading.value = null;
    settle(outcome, source);
  }

  /** The picture changes with the first events: a file that is no trace leaves it as it is. */
  async function load(source: TraceSource, signal: AbortSignal): Promise<Outcome> {
    const { name, size } = source;
    loading.value = { name, size, bytes: 0, events: 0 };
    hasBegun = false;
    let toldAt = performance.now();
    return readTrace({
      source,
      signal,
      take(events, lines, bytes) {
        if (!hasBegun) lab.beginRecording();
        hasBegun = true;
        lab.takeRecorded(events, lines);
        if (performance.now() - toldAt < TELL_MS) return;
        lab.recordedSoFar();
        loading.value = { name, size, bytes, events: lab.events.length };
        toldAt = performance.now();
      },
      pause: nextTurn,
    });
  }

  function settle(outcome: Outcome, { id, name }: TraceSource): void {
    if (outcome.kind === 'loaded') {
      const { notices } = outcome;
      lab.showRecording({ id, name, notices, cluster: describedBy(lab.events.at(0), name) });
      for (const notice of notices) lab.notify(notice, 'bad');
      ui.screen = 'lab';
    } else if (outcome.kind === 'cancelled') {
      if (hasBegun) lab.closeRecording();
    } else {
      lab.notify(`${name} is not a trace: ${outcome.why}.`, 'bad');
    }
  }

  function cancel(): void {
    work.abort();
  }

  return { loading, isLoading, show, cancel };
}
