/** The judge's findings on the shown run, as they come from its worker. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { useLab } from '../stores/lab.ts';
import { usePlayhead } from '../stores/playhead.ts';
import { useUi } from '../stores/ui.ts';
import { clashOf, clashReport } from './clash.ts';
import { Feeding } from './feeding.ts';
import type { ClientVerdict, Found, FromJudge, Occasion } from './messages.ts';
import { openWorker } from './open-worker.ts';
import { verdictOf } from './verdicts.ts';

/** What is judged as a whole is judged again so often while the run goes on. */
const SETTLE_EVERY_MS = 5000;

export const useChecks = defineStore('checks', () => {
  const lab = useLab();
  const ui = useUi();
  const found = shallowRef<readonly Found[]>([]);
  const occasions = shallowRef<ReadonlyMap<string, Occasion>>(new Map());
  const clients = shallowRef<ClientVerdict | null>(null);
  const hole = ref<string | null>(null);
  const judgedSeq = ref(0);
  /** Why nothing is judged at all; null while the judge works. */
  const failure = ref<string | null>(null);
  const chosen = ref(0);
  /** So many findings the user has seen and put away. */
  const dismissed = ref(0);
  const judgement = computed(() => ({
    found: found.value,
    occasions: occasions.value,
    clients: clients.value,
    hole: hole.value,
  }));

  const worker = openWorker();
  const feeding = new Feeding(lab.events, (message) => worker.postMessage(message));
  worker.addEventListener('message', ({ data }: MessageEvent<FromJudge>) => hear(data));
  worker.addEventListener('error', (event) => {
    failure.value = event.message || 'The judge could not be started.';
  });

  function hear(answer: FromJudge): void {
    if (!feeding.heard(answer)) return;
    if (answer.kind === 'clients') {
      clients.value = answer.verdict;
      return;
    }
    if (answer.found.length > 0) found.value = [...found.value, ...answer.found];
    occasions.value = new Map(answer.occasions);
    hole.value = answer.hole;
    judgedSeq.value = answer.seq;
    if (feeding.isDone) settleSoon();
  }

  let willSettle = false;
  function settleSoon(): void {
    if (willSettle) return;
    willSettle = true;
    setTimeout(() => {
      willSettle = false;
      feeding.settle();
    }, settleAfterMs());
  }

  /** At once the first time, so that an opened recording does not wait. */
  function settleAfterMs(): number {
    return clients.value === null ? 0 : SETTLE_EVERY_MS;
  }

  function forget(): void {
    found.value = [];
    occasions.value = new Map();
    clients.value = null;
    hole.value = null;
    judgedSeq.value = 0;
    chosen.value = 0;
    dismissed.value = 0;
  }

  watch(
    () => lab.tick,
    () => {
      if (feeding.pump()) forget();
    },
    { immediate: true },
  );

  const isBehind = computed(() => judgedSeq.value < lab.events.length && lab.tick >= 0);
  const shown = computed(() => found.value[chosen.value] ?? null);
  const sides = computed(() => (shown.value === null ? [] : clashOf(shown.value, (seq) => lab.events.at(seq - 1))));
  const news = computed(() => found.value.slice(dismissed.value));

  /** Moves every panel to where it happened, and shows what clashes. */
  function show(place: number): void {
    chosen.value = place;
    const seq = found.value[place]?.seqs.at(-1);
    if (seq !== undefined) usePlayhead().seek(seq);
    ui.screen = 'checks';
  }

  function dismiss(): void {
    dismissed.value = found.value.length;
  }

  async function copyReport(place: number): Promise<void> {
    const finding = found.value[place];
    if (finding === undefined) return;
    const { header } = lab.view;
    const source =
      header === null ? '' : `Run ${header.run} of cluster ${header.config.cluster}, seed ${header.config.seed}.`;
    const text = clashReport(
      finding,
      clashOf(finding, (seq) => lab.events.at(seq - 1)),
      source,
    );
    try {
      await navigator.clipboard.writeText(text);
      lab.notify('The report is in the clipboard.', 'good');
    } catch {
      lab.notify('The clipboard may not be written here.', 'bad');
    }
  }

  return {
    found,
    news,
    judgement,
    verdictOf: (invariant: string) => verdictOf(invariant, judgement.value),
    judgedSeq,
    isBehind,
    hole,
    failure,
    chosen,
    shown,
    sides,
    clients,
    show,
    dismiss,
    copyReport,
  };
});
