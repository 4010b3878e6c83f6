/** Recorded runs: which there are, how they are kept in order, and how one of them, or a file of the user's, comes to be shown. */
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { RecordingDescription } from '../../../core/contract/recordings.ts';
import { fileSource, recordingSource } from '../../reading/source.ts';
import { useLab } from '../../stores/lab.ts';
import { useUi } from '../../stores/ui.ts';
import { useTimeline } from '../timeline/store.ts';
import { chooseFiles } from './choose-files.ts';
import { createKeeping } from './keeping/keeping.ts';
import { createOpening } from './opening.ts';

export const useTraces = defineStore('traces', () => {
  const lab = useLab();
  const ui = useUi();
  // The timeline keeps up with the events while they come; afterwards it would have to read all of them at once.
  useTimeline();
  const list = shallowRef<readonly RecordingDescription[]>([]);
  const listed = ref(false);
  const { loading, isLoading, show, cancel } = createOpening(lab, ui);

  async function refresh(): Promise<void> {
    const reply = await lab.call('recording.list', {});
    if (reply.ok) list.value = reply.value;
    listed.value ||= reply.ok;
  }

  const keeping = createKeeping(lab, { list, refresh });

  async function openRecording(recording: RecordingDescription): Promise<void> {
    await show(recordingSource(recording, lab.readRecording));
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

  watch(
    () => lab.opened,
    (opened) => {
      if (opened !== null) void openRecording(opened);
    },
    { immediate: true },
  );

  return { list, listed, loading, isLoading, refresh, openRecording, openFiles, choose, cancel, ...keeping };
});
