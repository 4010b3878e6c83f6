/** Recorded runs: which there are, and how one of them, or a file of the user's, comes to be shown. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { RecordingDescription } from '../../../core/contract/recordings.ts';
import { useLab } from '../../stores/lab.ts';
import { useUi } from '../../stores/ui.ts';
import { nextTurn } from '../export/file.ts';
import { useTimeline } from '../timeline/store.ts';
import { chooseFiles } from './choose-files.ts';
import { describedBy } from './described.ts';
import { type LoadOutcome, type LoadProgress, loadTrace } from './load.ts';
import { fileSource, recordingSource, type TraceSource } from './source.ts';

/** What follows the events is told of them this often: seldom enough to cost little, often enough to keep up. */
const TELL_MS = 200;

interface Loading extends LoadProgress {
  readonly name: string;
  readonly size: number;
}

export const useTraces = defineStore('traces', () => {
  const lab = useLab();
  const ui = useUi();
  // The timeline keeps up with the events while they come; afterwards it would have to read all of them at once.
  useTimeline();
  const list = shallowRef<readonly RecordingDescription[]>([]);
  const listed = ref(false);
  /** null while nothing is being loaded. */
  const loading = shallowRef<Loading | null>(null);
  const isLoading = computed(() => loading.value !== null);
  let work = new AbortController();
  /** The picture is no longer that of before. */
  let hasBegun = false;

  async function refresh(): Promise<void> {
    const reply = await lab.call('recording.list', {});
    if (reply.ok) list.value = reply.value;
    listed.value ||= reply.ok;
  }

  async function openRecording(recording: RecordingDescription): Promise<void> {
    await show(
      recordingSource(recording, async (place) => {
        const reply = await lab.call('recording.read', { recording: recording.id, ...place });
        if (!reply.ok) throw new Error(reply.error.message);
        return reply.value;
      }),
    );
  }

  /** Several files are taken for those of one folder. */
  async function openFiles(files: readonly File[]): Promise<void> {
    const source = fileSource(files);
    if (source === null) lab.notify('This file is too large: at most 512 MiB are read.', 'bad');
    else await show(source);
  }

  function choose(): void {
    chooseFiles((files) => void openFiles(files));
  }

  async function show(source: TraceSource): Promise<void> {
    if (isLoading.value) return;
    work = new AbortController();
    const outcome = await load(source, work.signal);
    loading.value = null;
    settle(outcome, source.name);
  }

  /** The picture changes with the first events: a file that is no trace leaves it as it is. */
  async function load(source: TraceSource, signal: AbortSignal): Promise<LoadOutcome> {
    const { name, size } = source;
    loading.value = { name, size, bytes: 0, events: 0 };
    hasBegun = false;
    let toldAt = performance.now();
    return loadTrace({
      source,
      signal,
      take(events, lines) {
        if (!hasBegun) lab.beginRecording();
        hasBegun = true;
        lab.takeRecorded(events, lines);
        if (performance.now() - toldAt < TELL_MS) return;
        lab.recordedSoFar();
        toldAt = performance.now();
      },
      progressed(progress) {
        loading.value = { name, size, ...progress };
      },
      pause: nextTurn,
    });
  }

  function settle(outcome: LoadOutcome, name: string): void {
    if (outcome.kind === 'loaded') {
      const { notices } = outcome;
      lab.showRecording({ name, notices, cluster: describedBy(lab.events.at(0), name) });
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

  watch(
    () => lab.opened,
    (opened) => {
      if (opened !== null) void openRecording(opened);
    },
    { immediate: true },
  );

  return { list, listed, loading, isLoading, refresh, openRecording, openFiles, choose, cancel };
});
