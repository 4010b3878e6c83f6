/** The export dialog: which format, how far it is, and how it ended. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { Exporter } from '../../../core/trace/exporters/exporter.ts';
import { type ExportFormat, exporters } from '../../../core/trace/exporters/exporters.ts';
import { countText } from '../../parts/format.ts';
import { useLab } from '../../stores/lab.ts';
import { type ExportOutcome, type ExportProgress, exportTrace } from './export-trace.ts';
import { download, fileName, nextTurn } from './file.ts';

export const useExport = defineStore('export', () => {
  const lab = useLab();
  const open = ref(false);
  const format = ref<ExportFormat>('jsonl');
  /** null while nothing is being written. */
  const progress = shallowRef<ExportProgress | null>(null);
  /** Sentences about the last export: what was written where, or why nothing was. */
  const told = shallowRef<readonly string[]>([]);
  const running = computed(() => progress.value !== null);
  let work = new AbortController();

  async function start(): Promise<void> {
    const { cluster } = lab;
    if (running.value || cluster === null) return;
    const exporter: Exporter = exporters[format.value];
    work = new AbortController();
    told.value = [];
    progress.value = { written: 0, total: lab.live.seq };
    const outcome = await exportTrace({
      read: (fromSeq, limit) => readOf(cluster.run, fromSeq, limit),
      write: exporter.write,
      signal: work.signal,
      progressed: (next) => {
        progress.value = next;
      },
      pause: nextTurn,
    });
    progress.value = null;
    const name = fileName(cluster, exporter.extension);
    if (outcome.kind === 'whole') download(name, exporter.mediaType, outcome.parts);
    told.value = sentencesOf(outcome, name, cluster.folder);
  }

  /** null once another run, or none, is what the lab would answer about. */
  async function readOf(run: string, fromSeq: number, limit: number) {
    if (lab.cluster?.run !== run) return null;
    const reply = await lab.call('trace.read', { fromSeq, limit });
    return reply.ok && lab.cluster?.run === run ? reply.value : null;
  }

  function cancel(): void {
    work.abort();
  }

  watch(open, (isOpen) => {
    if (isOpen) told.value = [];
    else cancel();
  });

  return { open, format, progress, running, told, start, cancel };
});

function sentencesOf(outcome: ExportOutcome, name: string, folder: string): string[] {
  if (outcome.kind === 'cancelled') return ['Cancelled; nothing was saved.'];
  const whole = `The whole trace is on your disk, among the traces of ${folder}.`;
  if (outcome.kind === 'cutOff') return ['The lab stopped answering, so nothing was saved.', whole];
  const saved = `${countText(outcome.events)} events saved as ${name}.`;
  if (outcome.missing === 0) return [saved];
  const gone = `${countText(outcome.missing)} events from the beginning are no longer in memory, and so not in this file.`;
  return [saved, gone, whole];
}
