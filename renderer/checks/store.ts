/** The judge's findings on the shown run, as they come from its worker. */
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { useLab } from '../stores/lab.ts';
import { usePlayhead } from '../stores/playhead.ts';
import { useUi } from '../stores/ui.ts';
import { clashOf } from './clash.ts';
import { copyFinding } from './copy-finding.ts';
import { createJudging } from './judging.ts';
import { verdictOf } from './verdicts.ts';

export const useChecks = defineStore('checks', () => {
  const lab = useLab();
  const ui = useUi();
  const chosen = ref(0);
  /** So many findings the user has seen and put away. */
  const dismissed = ref(0);
  const { found, judgement, judgedSeq, clients, hole, failure } = createJudging(() => {
    chosen.value = 0;
    dismissed.value = 0;
  });

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
    if (finding !== undefined) await copyFinding(lab, finding);
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
