/** The export dialog: which format, of which part of the run, how far it is, and how it ended. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { countText } from '../../parts/format.ts';
import type { Page } from '../../stores/feed.ts';
import { useLab } from '../../stores/lab.ts';
import type { TraceStore } from '../../stores/trace-store.ts';
import { type ExportOutcome, type ExportProgress, exportTrace } from './export-trace.ts';
import { download, fileName, nextTurn } from './file.ts';
import { formatsWith, REPORT } from './formats.ts';
import { createPart } from './part.ts';
import { createPreview } from './previewing.ts';
import { createReportWishes } from './report-wishes.ts';

export const useExport = defineStore('export', () => {
  const lab = useLab();
  const open = ref(false);
  const format = ref('jsonl');
  const { form, nodes, kinds, problem, choice, reset } = createPart(lab);
  const { author, notes, extras } = createReportWishes();
  /** null while nothing is being written. */
  const progress = shallowRef<ExportProgress | null>(null);
  /** Sentences about the last export: what was written where, or why nothing was. */
  const told = shallowRef<readonly string[]>([]);
  const running = computed(() => progress.value !== null);
  const formats = formatsWith(extras);
  const chosen = computed(() => formats.find(({ id }) => id === format.value));
  const isReport = computed(() => format.value === REPORT);
  let work = new AbortController();
  const preview = createPreview({ open, format, form, chosen, choice, problem, isReport, events: lab.events });

  async function start(): Promise<void> {
    const { cluster } = lab;
    const exporter = chosen.value;
    if (running.value || cluster === null || exporter === undefined || problem.value !== null) return;
    work = new AbortController();
    told.value = [];
    progress.value = { written: 0, total: lab.events.length };
    const { generation } = lab.events;
    const outcome = await exportTrace({
      read: async (fromSeq, limit) =>
        lab.events.generation === generation ? pageOf(lab.events, fromSeq, limit) : null,
      write: exporter.write,
      keep: choice.value,
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

  function cancel(): void {
    work.abort();
  }

  /** `as`: the format that it opens with. */
  function openAs(as: string): void {
    format.value = as;
    open.value = true;
  }

  watch(open, (isOpen) => {
    if (isOpen) told.value = [];
    else cancel();
  });

  return {
    ...{ open, format, form, author, notes, progress, running, told, preview, problem },
    ...{ formats, isReport, nodes, kinds, start, cancel, openAs, reset },
  };
});

/** The page has all events of what it shows, a recording or a running cluster. */
function pageOf(store: TraceStore, fromSeq: number, limit: number): Page {
  const events: Page['events'][number][] = [];
  for (let place = fromSeq - 1; events.length < limit; place += 1) {
    const event = store.at(place);
    if (event === undefined) break;
    events.push(event);
  }
  return { events, lastSeq: store.length };
}

function sentencesOf(outcome: ExportOutcome, name: string, folder: string): string[] {
  if (outcome.kind === 'cancelled') return ['Cancelled; nothing was saved.'];
  if (outcome.kind === 'cutOff') return ['Another run is shown now, so nothing was saved.'];
  const saved = [`${countText(outcome.events)} events saved as ${name}.`, ...outcome.told];
  if (outcome.missing === 0) return saved;
  const gone = `${countText(outcome.missing)} events from the beginning are not in memory, and so not in this file.`;
  return [...saved, gone, `The whole trace is on the disk, among the traces of ${folder}.`];
}
