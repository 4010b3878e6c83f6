/** The page's one view of the lab: its state drawn from the trace alone, and the only way to ask it for something. */
import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import type { ClusterDescription } from '../../core/contract/lab-api.ts';
import { createHindrance } from './hindrance.ts';
import { createLabNews } from './lab-news.ts';
import { createLine } from './line.ts';
import { createRunView } from './run-view.ts';
import { createSelection } from './selection.ts';
import { createShownRecording } from './shown-recording.ts';
import { createToasts } from './toasts.ts';

export const useLab = defineStore('lab', () => {
  /** The cluster that runs, whatever is shown. */
  const running = shallowRef<ClusterDescription | null>(null);
  const selection = createSelection();
  const toasts = createToasts();
  const line = createLine((sentence) => toasts.notify(sentence, 'bad'));
  const { status } = line;
  const { clock, feed, restart, past, loading, ...run } = createRunView(async (fromSeq, limit) => {
    const reply = await line.ask('trace.read', { fromSeq, limit });
    return reply.ok ? reply.value : null;
  });
  const { recording, isAway, ...recordings } = createShownRecording(loading, selection.clear, showRunning);
  const cluster = computed(() => recording.value?.cluster ?? running.value);
  const isRunning = computed(() => recording.value === null && running.value !== null);

  watch([status, isRunning], () => clock.run(status.value === 'connected' && isRunning.value), { flush: 'sync' });

  const { hindrance, call } = createHindrance({
    moment: past.moment,
    recording,
    ask: line.call,
    refused: (sentence) => toasts.notify(sentence),
  });

  const { described, stored, opened, describe, connect } = createLabNews({ line, feed, running, isAway, showRunning });

  function showRunning(): void {
    if (running.value === null) return;
    selection.clear();
    for (const notice of running.value.notices) toasts.notify(notice);
    restart();
  }

  return {
    status,
    /** The lab has said at least once what runs and what is stored. */
    described,
    /** What the panels show: the cluster that runs, or the one of the opened recording as its header tells of it. */
    cluster,
    running,
    stored,
    /** The trace that the host was asked to open, by the command line or a menu. */
    opened,
    /** null while the running cluster is shown, or none. */
    recording,
    ...recordings,
    ...run,
    /** For the playhead (playhead.ts), which is the way to move through the past. */
    past,
    /** Why nothing can be done to the cluster now, as a sentence; null when it can. */
    hindrance,
    selectedNodes: selection.selectedNodes,
    selectedEntry: selection.selectedEntry,
    selectedRow: selection.selectedRow,
    leaderTab: selection.leaderTab,
    toasts: toasts.shown,
    notify: toasts.notify,
    dismiss: toasts.dismiss,
    connect,
    describe,
    call,
    readRecording: line.readRecording,
  };
});
