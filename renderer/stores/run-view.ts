/** One run as the page sees it: its events, the view at the moment that is shown, and the view at its newest event. */
import { markRaw } from 'vue';
import type { TraceEvent } from '../../core/trace/events.ts';
import { Keyframes } from '../../core/trace/keyframes/keyframes.ts';
import { Landmarks } from '../../core/trace/keyframes/landmarks.ts';
import { termAt } from '../../core/trace/view-log.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import type { Lines } from '../reading/lines.ts';
import { Audience, type Listener } from './audience.ts';
import { createEntryTimes } from './entry-times.ts';
import { createFeed, type ReadPage } from './feed.ts';
import { createLeaderNews } from './leader-news.ts';
import { createShownMoment } from './shown-moment.ts';
import { createTraceClock } from './trace-clock.ts';
import { createTraceStore } from './trace-store.ts';

/** As far as the log is known. */
function termIn(view: ClusterView, id: string, index: number): number | null {
  const node = view.nodes.get(id);
  return node === undefined ? null : termAt(node, index);
}

/** `read` fetches recorded events from the lab. */
export function createRunView(read: ReadPage) {
  const events = createTraceStore();
  const keyframes = new Keyframes(events);
  const landmarks = new Landmarks();
  const { live, view, tick, moment, ...shown } = createShownMoment(events, keyframes);
  const termOf = (id: string, index: number) => termIn(keyframes.newest, id, index);
  const shownSeq = () => moment.value?.seq ?? Number.POSITIVE_INFINITY;
  const entryTimes = createEntryTimes(termOf, shownSeq);
  const leaderNews = createLeaderNews(shownSeq);
  const clock = createTraceClock(() => performance.now() * 1000);
  const audience = new Audience(events, [keyframes, landmarks, entryTimes, leaderNews]);
  const feed = createFeed(read, accept);

  function accept(batch: readonly TraceEvent[]): void {
    events.append(batch);
    tell(batch);
    shown.changed();
  }

  /** For a recording that is being loaded: nobody has to redraw at each piece. `lines`: what they were read from. */
  function take(batch: readonly TraceEvent[], lines: Lines): void {
    events.appendRead(batch, lines);
    tell(batch);
  }

  function tell(batch: readonly TraceEvent[]): void {
    audience.tell(batch);
    clock.heard(live.value.t);
  }

  /** Forgets the last run. */
  function clear(): void {
    feed.restart();
    events.clear();
    audience.clear();
    clock.reset();
    shown.restart();
  }

  /** Forgets the last run, and reads the new one from its first event. */
  function restart(): void {
    clear();
    void feed.catchUp();
  }

  return {
    /** The cluster at the moment that is shown. Changed in place; with `tick` its watchers run. */
    view,
    /** The cluster at its newest event, for what must know the present. Changed in place by the fold. */
    live,
    /** Rises after every batch of events and every move through the past. */
    tick,
    events,
    /** Has somebody hear every event of the shown run, those that there are first. */
    follow: (listener: Listener) => audience.add(listener),
    /** When the entry of an index and a term was committed and applied, as of the moment shown; read it together with `tick`. */
    entryTimesOf: entryTimes.of,
    /** What a leader had reported of learners and of handing over by then; read it together with `tick`. */
    leaderNewsOf: leaderNews.of,
    /** Trace time of the moment that is shown, µs; at the end it goes on with the clock. */
    now: () => moment.value?.t ?? clock.now(),
    /** Trace time of the present, µs. */
    present: clock.now,
    past: markRaw({ moment, landmarks, showPast: shown.showPast, showEnd: shown.showEnd }),
    clock,
    feed,
    restart,
    loading: { begin: clear, take, changed: shown.changed },
  };
}
