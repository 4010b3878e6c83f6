/** The page's one view of the lab: its state drawn from the trace alone, and the only way to ask it for something. */
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import type { ClusterDescription, LabChannel, LabEvent, StoredCluster } from '../../core/contract/lab-api.ts';
import { createHindrance } from './hindrance.ts';
import { createLine } from './line.ts';
import { createRunView } from './run-view.ts';
import { createSelection } from './selection.ts';
import { createToasts } from './toasts.ts';

export const useLab = defineStore('lab', () => {
  const described = ref(false);
  const cluster = shallowRef<ClusterDescription | null>(null);
  const stored = shallowRef<readonly StoredCluster[]>([]);
  const selection = createSelection();
  const toasts = createToasts();
  const { status, ask, open, ...line } = createLine((sentence) => toasts.notify(sentence, 'bad'));
  const { clock, feed, restart, past, ...run } = createRunView(async (fromSeq, limit) => {
    const reply = await ask('trace.read', { fromSeq, limit });
    return reply.ok ? reply.value : null;
  });

  watch([status, cluster], () => clock.run(status.value === 'connected' && cluster.value !== null), { flush: 'sync' });

  const { hindrance, call } = createHindrance(past.moment, line.call, (sentence) => toasts.notify(sentence));

  /** A run that this page does not show yet starts from an empty picture; null leaves the last one standing still. */
  function showCluster(next: ClusterDescription | null): void {
    const anotherRun = next !== null && next.run !== cluster.value?.run;
    cluster.value = next;
    if (!anotherRun) return;
    selection.clear();
    for (const notice of next.notices) toasts.notify(notice);
    restart();
  }

  async function describe(): Promise<void> {
    const reply = await call('lab.describe', {});
    if (!reply.ok) return;
    stored.value = reply.value.stored;
    showCluster(reply.value.running);
    described.value = true;
    if (reply.value.running !== null) await feed.catchUp();
  }

  async function hear(event: LabEvent): Promise<void> {
    if (event.kind === 'trace') return feed.live(event.events);
    showCluster(event.cluster);
    if (event.cluster === null) await describe();
  }

  /** Called once, when the page has a channel. */
  function connect(through: LabChannel): void {
    through.onEvents((event) => void hear(event));
    open(through, () => void describe());
  }

  return {
    status,
    /** The lab has said at least once what runs and what is stored. */
    described,
    cluster,
    stored,
    ...run,
    /** For the playhead (playhead.ts), which is the way to move through the past. */
    past,
    /** Why nothing can be done to the cluster now, as a sentence; null when it can. */
    hindrance,
    selectedNodes: selection.selectedNodes,
    selectedEntry: selection.selectedEntry,
    leaderTab: selection.leaderTab,
    toasts: toasts.shown,
    notify: toasts.notify,
    dismiss: toasts.dismiss,
    connect,
    describe,
    call,
  };
});
