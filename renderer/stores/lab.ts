/** The page's one view of the lab: its state drawn from the trace alone, and the only way to ask it for something. */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type {
  ClusterDescription,
  LabChannel,
  LabEvent,
  LabMethod,
  ParamsInput,
  Reply,
  Result,
  StoredCluster,
} from '../../core/contract/lab-api.ts';
import { createLine } from './line.ts';
import { createRunView } from './run-view.ts';
import { createSelection } from './selection.ts';
import { createToasts } from './toasts.ts';

/** Methods that do something to a running cluster. A load that began before asks on. */
const acts = /^(node|member|leader|link|network|clock|message)\.|^cluster\.rules$/;

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

  /** Why nothing can be done to the cluster now, as a sentence; null when it can. */
  const hindrance = computed(() =>
    past.moment.value === null ? null : 'This is the past, and it cannot be changed. Go back to live first: press End.',
  );

  /** As the line's own, but nothing is done to a cluster that the page does not show. */
  async function call<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    const refusal = acts.test(method) ? hindrance.value : null;
    if (refusal === null) return line.call(method, params);
    toasts.notify(refusal);
    return { ok: false, error: { code: 'busy', message: refusal } };
  }

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
