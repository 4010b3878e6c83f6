/** The export dialog: which format, of which part of the run, how far it is, and how it ended. */
import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef, watch } from 'vue';
import { families } from '../../../core/trace/exporters/parts/kinds.ts';
import type { ReportExtras } from '../../../core/trace/report/report.ts';
import { useChecks } from '../../checks/store.ts';
import { verdictsForReport } from '../../checks/verdicts.ts';
import { countText } from '../../parts/format.ts';
import { usePictures } from '../../picture/store.ts';
import type { Page } from '../../stores/feed.ts';
import { useLab } from '../../stores/lab.ts';
import { choiceOf, problemOf, wholeRun } from './choice.ts';
import { type ExportOutcome, type ExportProgress, exportTrace } from './export-trace.ts';
import { download, fileName, nextTurn } from './file.ts';
import { formatsWith, REPORT } from './formats.ts';
import { countKept, firstLines } from './preview.ts';

const PREVIEW_AFTER_MS = 250;

export const useExport = defineStore('export', () => {
  const lab = useLab();
  const checks = useChecks();
  const pictures = usePictures();
  const open = ref(false);
  const format = ref('jsonl');
  const form = reactive(wholeRun());
  const author = ref('');
  const notes = ref('');
  /** null while nothing is being written. */
  const progress = shallowRef<ExportProgress | null>(null);
  /** Sentences about the last export: what was written where, or why nothing was. */
  const told = shallowRef<readonly string[]>([]);
  /** `lines` null: not a text. `kept` null: still counting. */
  const preview = shallowRef<{ readonly lines: readonly string[] | null; readonly kept: number | null } | null>(null);
  const running = computed(() => progress.value !== null);
  const formats = formatsWith(extras);
  const chosen = computed(() => formats.find(({ id }) => id === format.value));
  const isReport = computed(() => format.value === REPORT);
  const nodes = computed(() => [...lab.live.nodes.keys(), ...lab.live.operations.keys(), 'lab']);
  const kinds = [...families].sort();
  const problem = computed(() => problemOf(form));
  const choice = computed(() => choiceOf(form, nodes.value, kinds));
  let work = new AbortController();
  let looking = new AbortController();

  function extras(): ReportExtras {
    return {
      notes: notes.value,
      author: author.value,
      verdicts: verdictsForReport(checks.judgement),
      pictures: pictures.onThisScreen(),
    };
  }

  async function start(): Promise<void> {
    const { cluster } = lab;
    const exporter = chosen.value;
    if (running.value || cluster === null || exporter === undefined || problem.value !== null) return;
    work = new AbortController();
    told.value = [];
    progress.value = { written: 0, total: lab.events.length };
    const { generation } = lab.events;
    const outcome = await exportTrace({
      read: async (fromSeq, limit) => (lab.events.generation === generation ? pageOf(fromSeq, limit) : null),
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

  /** The page has all events of what it shows, a recording or a running cluster. */
  function pageOf(fromSeq: number, limit: number): Page {
    const events: Page['events'][number][] = [];
    for (let place = fromSeq - 1; events.length < limit; place += 1) {
      const event = lab.events.at(place);
      if (event === undefined) break;
      events.push(event);
    }
    return { events, lastSeq: lab.events.length };
  }

  async function look(): Promise<void> {
    looking.abort();
    looking = new AbortController();
    const { signal } = looking;
    const exporter = chosen.value;
    if (exporter === undefined || problem.value !== null) {
      preview.value = null;
      return;
    }
    const keep = choice.value;
    const lines = isReport.value ? null : firstLines(exporter, keep, lab.events);
    preview.value = { lines, kept: null };
    const kept = await countKept(keep, lab.events, signal, nextTurn);
    if (kept !== null && !signal.aborted) preview.value = { lines, kept };
  }

  function cancel(): void {
    work.abort();
  }

  /** `as`: the format that it opens with. */
  function openAs(as: string): void {
    format.value = as;
    open.value = true;
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch([open, format, form], () => {
    clearTimeout(timer);
    if (open.value) timer = setTimeout(() => void look(), PREVIEW_AFTER_MS);
    else looking.abort();
  });
  watch(open, (isOpen) => {
    if (isOpen) told.value = [];
    else cancel();
  });

  return {
    ...{ open, format, form, author, notes, progress, running, told, preview, problem },
    ...{ formats, isReport, nodes, kinds, start, cancel, openAs },
    reset: () => Object.assign(form, wholeRun()),
  };
});

function sentencesOf(outcome: ExportOutcome, name: string, folder: string): string[] {
  if (outcome.kind === 'cancelled') return ['Cancelled; nothing was saved.'];
  if (outcome.kind === 'cutOff') return ['Another run is shown now, so nothing was saved.'];
  const saved = [`${countText(outcome.events)} events saved as ${name}.`, ...outcome.told];
  if (outcome.missing === 0) return saved;
  const gone = `${countText(outcome.missing)} events from the beginning are not in memory, and so not in this file.`;
  return [...saved, gone, `The whole trace is on the disk, among the traces of ${folder}.`];
}
