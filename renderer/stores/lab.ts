/** The page's one view of the lab: its state drawn from the trace alone, and the only way to ask it for something. */
import { defineStore } from 'pinia';
import { ref, shallowRef, triggerRef } from 'vue';
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
import type { TraceEvent } from '../../core/trace/events.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { createEntryTimes } from './entry-times.ts';
import { createFeed } from './feed.ts';
import { createToasts } from './toasts.ts';
import { createTraceClock } from './trace-clock.ts';
import { createTraceStore } from './trace-store.ts';

export type Status = 'connecting' | 'connected' | 'reconnecting' | 'closed';

const notConnected = {
  ok: false,
  error: { code: 'busy', message: 'The lab is not connected yet. Try again in a moment.' },
} as const;

export const useLab = defineStore('lab', () => {
  const status = ref<Status>('connecting');
  const cluster = shallowRef<ClusterDescription | null>(null);
  const stored = shallowRef<readonly StoredCluster[]>([]);
  const view = shallowRef<ClusterView>(createView());
  const tick = ref(0);
  const described = ref(false);
  const events = createTraceStore();
  const entryTimes = createEntryTimes();
  const selectedNodes = ref<string[]>([]);
  const selectedEntry = ref<number | null>(null);
  const leaderTab = ref<string | null>(null);
  const toasts = createToasts();
  const clock = createTraceClock(() => performance.now() * 1000);
  const feed = createFeed(readPage, accept);
  const channel = shallowRef<LabChannel | null>(null);

  function accept(batch: readonly TraceEvent[]): void {
    events.append(batch);
    for (const event of batch) {
      applyEvent(view.value, event);
      entryTimes.hear(event);
    }
    clock.heard(view.value.t);
    changed();
  }

  function changed(): void {
    tick.value += 1;
    triggerRef(view);
  }

  async function readPage(fromSeq: number, limit: number) {
    const reply = await channel.value?.call('trace.read', { fromSeq, limit });
    return reply?.ok ? reply.value : null;
  }

  /** A run that this page does not show yet starts from an empty picture; null leaves the last one standing still. */
  function showCluster(next: ClusterDescription | null): void {
    const anotherRun = next !== null && next.run !== cluster.value?.run;
    cluster.value = next;
    clock.run(next !== null && status.value === 'connected');
    if (!anotherRun) return;
    feed.restart();
    events.clear();
    entryTimes.clear();
    clock.reset();
    view.value = createView();
    selectedNodes.value = [];
    selectedEntry.value = null;
    leaderTab.value = null;
    for (const notice of next.notices) toasts.notify(notice);
    changed();
    void feed.catchUp();
  }

  async function describe(): Promise<void> {
    const reply = await call('lab.describe', {});
    if (!reply.ok) return;
    stored.value = reply.value.stored;
    showCluster(reply.value.running);
    described.value = true;
    if (reply.value.running !== null) await feed.catchUp();
  }

  function hear(event: LabEvent): void {
    if (event.kind === 'trace') {
      feed.live(event.events);
      return;
    }
    showCluster(event.cluster);
    if (event.cluster === null) void describe();
  }

  /** Called once, when the page has a channel. */
  function connect(through: LabChannel): void {
    channel.value = through;
    through.onEvents(hear);
    through.onStatus((next) => {
      status.value = next;
      clock.run(next === 'connected' && cluster.value !== null);
      if (next === 'connected') void describe();
    });
  }

  /** Asks the lab. A refusal is shown to the user as well as returned. */
  async function call<Method extends LabMethod>(
    method: Method,
    params: ParamsInput<Method>,
  ): Promise<Reply<Result<Method>>> {
    const reply = channel.value === null ? notConnected : await channel.value.call(method, params);
    if (!reply.ok) toasts.notify(reply.error.message, 'bad');
    return reply;
  }

  return {
    status,
    cluster,
    stored,
    /** Changed in place by the fold; `tick` rises after every batch and watchers of `view` run. */
    view,
    tick,
    /** The lab has said at least once what runs and what is stored. */
    described,
    events,
    /** When the entry at an index was committed and applied; read it together with `tick`. */
    entryTimesOf: entryTimes.of,
    /** Trace time now, µs; stands still while disconnected or when no cluster runs. */
    now: clock.now,
    selectedNodes,
    selectedEntry,
    /** The node whose beliefs the leader panel shows; null follows the newest leader. */
    leaderTab,
    toasts: toasts.shown,
    notify: toasts.notify,
    dismiss: toasts.dismiss,
    connect,
    describe,
    call,
  };
});
