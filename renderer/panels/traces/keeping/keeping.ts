/** Keeping recordings in order: whose title and note are being written, which one is asked about, and what becomes of it. */
import { ref, type ShallowRef, shallowRef } from 'vue';
import type { RecordingDescription, RecordingWords } from '../../../../core/contract/recordings.ts';
import type { useLab } from '../../../stores/lab.ts';
import { fullNameOf } from '../recording-text.ts';

interface Recordings {
  readonly list: ShallowRef<readonly RecordingDescription[]>;
  refresh(): Promise<void>;
}

export function createKeeping(lab: ReturnType<typeof useLab>, { list, refresh }: Recordings) {
  /** Whose title and note are open to be written; null for none. */
  const described = shallowRef<RecordingDescription | null>(null);
  /** About which it is asked whether it shall be deleted; null for none. */
  const doomed = shallowRef<RecordingDescription | null>(null);
  /** Why the words were not kept: the dialog stays open, so that they are not lost. */
  const problem = ref<string | null>(null);
  let isBusy = false;

  /** Why it cannot be deleted now, as far as this page knows; the lab may know more. */
  function deletionHindrance({ id, isGrowing }: RecordingDescription): string | null {
    if (isGrowing) return 'This run is being recorded now. Stop the cluster first.';
    return lab.recording?.id === id ? 'This recording is shown now. Close it first.' : null;
  }

  function openWords(recording: RecordingDescription): void {
    problem.value = null;
    described.value = recording;
  }

  function askToDelete(recording: RecordingDescription): void {
    const hindrance = deletionHindrance(recording);
    if (hindrance === null) doomed.value = recording;
    else lab.notify(hindrance);
  }

  async function keepWords({ title, note }: RecordingWords): Promise<void> {
    const recording = described.value;
    if (recording === null || isBusy) return;
    await alone(async () => {
      const reply = await lab.call('recording.describe', { recording: recording.id, title, note });
      problem.value = reply.ok ? null : reply.error.message;
      if (!reply.ok) return;
      await refresh();
      described.value = null;
    });
  }

  /** The recording that stands in the place of the deleted one, for the focus; null when none is left, or it is still there. */
  async function deleteDoomed(): Promise<RecordingDescription | null> {
    const recording = doomed.value;
    if (recording === null || isBusy) return null;
    const place = list.value.findIndex(({ id }) => id === recording.id);
    await alone(async () => {
      const reply = await lab.call('recording.delete', { recording: recording.id });
      if (reply.ok) lab.notify(`${fullNameOf(recording)} is deleted. Its files are in ${reply.value.movedTo} now.`);
      await refresh();
    });
    return list.value[place] ?? list.value.at(-1) ?? null;
  }

  async function alone(work: () => Promise<void>): Promise<void> {
    isBusy = true;
    await work().finally(() => {
      isBusy = false;
    });
  }

  return { described, doomed, problem, deletionHindrance, openWords, askToDelete, keepWords, deleteDoomed };
}
