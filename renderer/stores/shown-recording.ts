/** Whether the page shows a recording instead of the running cluster, and how it gets there and back. */
import { shallowRef } from 'vue';
import type { ClusterDescription } from '../../core/contract/lab-api.ts';
import type { TraceEvent } from '../../core/trace/events.ts';
import type { Lines } from '../reading/lines.ts';

export interface ShownRecording {
  /** As the lab's list has it; null for a file of the user's. */
  readonly id: string | null;
  /** The file's, the recorded cluster's, or the title that its keeper gave it. */
  readonly name: string;
  /** Sentences about what is missing or odd in it. */
  readonly notices: readonly string[];
  /** As the trace's header tells of it. */
  readonly cluster: ClusterDescription;
}

interface Loading {
  readonly begin: () => void;
  readonly take: (events: readonly TraceEvent[], lines: Lines) => void;
  readonly changed: () => void;
}

/** `clearSelection` and `showRunning` are the page's; `loading` is the run view's. */
export function createShownRecording(loading: Loading, clearSelection: () => void, showRunning: () => void) {
  const recording = shallowRef<ShownRecording | null>(null);
  const isLoading = shallowRef(false);

  /** Empties the picture; from now on the running cluster is not followed. */
  function beginRecording(): void {
    isLoading.value = true;
    recording.value = null;
    clearSelection();
    loading.begin();
  }

  function showRecording(shown: ShownRecording): void {
    isLoading.value = false;
    recording.value = shown;
    loading.changed();
  }

  /** Back to the running cluster, or to the start screen. */
  function closeRecording(): void {
    isLoading.value = false;
    recording.value = null;
    clearSelection();
    loading.begin();
    showRunning();
  }

  return {
    recording,
    /** The first part of a recording is there, and more is to come. */
    isLoading,
    isAway: () => isLoading.value || recording.value !== null,
    beginRecording,
    takeRecorded: loading.take,
    /** For what follows the events while they come. */
    recordedSoFar: loading.changed,
    showRecording,
    closeRecording,
  };
}
