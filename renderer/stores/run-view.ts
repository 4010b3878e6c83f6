/** One run as the page sees it: its events, the view folded from them, and trace time now. */
import { ref, shallowRef, triggerRef } from 'vue';
import type { TraceEvent } from '../../core/trace/events.ts';
import { applyEvent, createView } from '../../core/trace/view.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import { createEntryTimes } from './entry-times.ts';
import { createFeed, type ReadPage } from './feed.ts';
import { createLeaderNews } from './leader-news.ts';
import { createTraceClock } from './trace-clock.ts';
import { createTraceStore } from './trace-store.ts';

/** `read` fetches recorded events from the lab. */
export function createRunView(read: ReadPage) {
  const view = shallowRef<ClusterView>(createView());
  const tick = ref(0);
  const events = createTraceStore();
  const entryTimes = createEntryTimes();
  const leaderNews = createLeaderNews();
  const clock = createTraceClock(() => performance.now() * 1000);
  const feed = createFeed(read, accept);

  function accept(batch: readonly TraceEvent[]): void {
    events.append(batch);
    for (const event of batch) {
      applyEvent(view.value, event);
      entryTimes.hear(event);
      leaderNews.hear(event);
    }
    clock.heard(view.value.t);
    changed();
  }

  function changed(): void {
    tick.value += 1;
    triggerRef(view);
  }

  /** Forgets the last run, and reads the new one from its first event. */
  function restart(): void {
    feed.restart();
    events.clear();
    entryTimes.clear();
    leaderNews.clear();
    clock.reset();
    view.value = createView();
    changed();
    void feed.catchUp();
  }

  return {
    /** Changed in place by the fold; `tick` rises after every batch and watchers of `view` run. */
    view,
    tick,
    events,
    /** When the entry at an index was committed and applied; read it together with `tick`. */
    entryTimesOf: entryTimes.of,
    /** What a leader reported of learners and of handing over; read it together with `tick`. */
    leaderNewsOf: leaderNews.of,
    clock,
    feed,
    restart,
  };
}
