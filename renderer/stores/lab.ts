/** The page's one view of the lab: its state drawn from the trace alone, and the only way to ask it for something. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { ClusterDescription, LabChannel, LabEvent, StoredCluster } from '../../core/contract/lab-api.ts';
import type { RecordingDescription } from '../../core/contract/recordings.ts';
import { createHindrance } from './hindrance.ts';
import { createLine } from './line.ts';
import { createRunView } from './run-view.ts';
import { createSelection } from './selection.ts';
import { createShownRecording } from './shown-recording.ts';
import { createToasts } from './toasts.ts';

export const useLab = defineStore('lab', () => {
  const described = ref(false);
  /** The cluster that runs, whatever is shown. */
  const running = shallowRef<ClusterDescription | null>(null);
  const stored = shallowRef<readonly StoredCluster[]>([]);
  const opened = shallowRef<RecordingDescription | null>(null);
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

  /** A run that this page does not show yet starts from an empty picture; null leaves the last one standing still. */
  function showCluster(next: ClusterDescription | null): void {
    const anotherRun = next !== null && next.run !== running.value?.run;
    running.value = next;
    if (anotherRun && !isAway()) showRunning();
  }

  function showRunning(): void {
    if (running.value === null) return;
    selection.clear();
    for (const notice of running.value.notices) toasts.notify(notice);
    restart();
  }

  async function describe(): Promise<void> {
    const reply = await line.call('lab.describe', {});
    if (!reply.ok) return;
    stored.value = reply.value.stored;
    showCluster(reply.value.running);
    described.value = true;
    if (opened.value?.id !== reply.value.opened?.id) opened.value = reply.value.opened;
    if (reply.value.running !== null && !isAway()) await feed.catchUp();
  }

  async function hear(event: LabEvent): Promise<void> {
    if (event.kind === 'opened') opened.value = event.recording;
    else if (event.kind === 'cluster') {
      showCluster(event.cluster);
      if (event.cluster === null) await describe();
    } else if (!isAway()) feed.live(event.events);
  }

  /** Called once, when the page has a channel. */
  function connect(through: LabChannel): void {
    through.onEvents((event) => void hear(event));
    line.open(through, () => void describe());
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
  };
});
