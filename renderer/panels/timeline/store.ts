/** What the timeline shows of the run: its lanes, the window on them, the filters and the selected event. */
import { defineStore } from 'pinia';
import { computed, markRaw, reactive, ref, shallowRef, watch } from 'vue';
import type { TraceEvent } from '../../../core/trace/events.ts';
import { useLab } from '../../stores/lab.ts';
import { entryOf, isListed } from './listing.ts';
import { TimelineModel } from './model/model.ts';
import { FIRST_SPAN, liveWindow, panned, spanOf, type TimeWindow, wholeRun, zoomed } from './model/scale.ts';

export const useTimeline = defineStore('timeline', () => {
  const lab = useLab();
  const model = shallowRef(markRaw(new TimelineModel()));
  const follow = ref(true);
  const span = ref(FIRST_SPAN);
  const parked = shallowRef<TimeWindow>({ from: 0, to: FIRST_SPAN });
  const filters = reactive({ votes: true, appends: true, heartbeats: false, drops: true });
  /** Position in the trace of the selected event. */
  const selected = ref<number | null>(null);
  let firstEvent: TraceEvent | undefined;

  watch(
    () => lab.tick,
    () => {
      if (lab.events.at(0) !== firstEvent) restart();
      model.value.absorb(lab.events);
    },
    { immediate: true, flush: 'sync' },
  );

  function restart(): void {
    firstEvent = lab.events.at(0);
    model.value = markRaw(new TimelineModel());
    selected.value = null;
    span.value = FIRST_SPAN;
    follow.value = true;
  }

  const stepping = computed(() => lab.view.pace.rate === 0);

  /** The live edge, µs. While the lab's clock is held nothing happens between two events, so it waits at the last. */
  function liveEdge(): number {
    return stepping.value ? model.value.lastAt : Math.max(lab.now(), model.value.lastAt);
  }

  function currentWindow(): TimeWindow {
    return follow.value ? liveWindow(span.value, liveEdge()) : parked.value;
  }

  function park(window: TimeWindow): void {
    parked.value = window;
    span.value = spanOf(window);
    follow.value = false;
  }

  /** `factor` > 1 shows more time. Without an anchor a live window keeps its live edge, any other its middle. */
  function zoom(factor: number, anchor?: number): void {
    const window = currentWindow();
    const now = liveEdge();
    const around = anchor ?? (follow.value ? now : (window.from + window.to) / 2);
    const next = zoomed(window, factor, around, now);
    if (follow.value && (anchor === undefined || Math.abs(anchor - now) < spanOf(window) * 0.05)) {
      span.value = spanOf(next);
    } else park(next);
  }

  /** Moves by a share of the window's span; positive is later. */
  function pan(share: number): void {
    const window = currentWindow();
    park(panned(window, share * spanOf(window), liveEdge()));
  }

  function showFrom(from: number): void {
    const window = currentWindow();
    park(panned(window, from - window.from, liveEdge()));
  }

  function toLive(): void {
    follow.value = true;
  }

  function toStart(): void {
    park({ from: 0, to: span.value });
  }

  function fit(): void {
    park(wholeRun(liveEdge()));
  }

  /** Selects an event with what it is about, and brings it into view. */
  function select(position: number | null): void {
    selected.value = position;
    const event = position === null ? undefined : lab.events.at(position);
    if (!event) return;
    const window = currentWindow();
    if (event.t < window.from || event.t > window.to) showFrom(event.t - spanOf(window) / 2);
    if (lab.view.nodes.has(event.node)) lab.selectedNodes = [event.node];
    const entry = entryOf(event);
    if (entry !== null) lab.selectedEntry = entry;
  }

  /** Selects the next (1) or previous (-1) listed event. */
  function step(direction: 1 | -1): void {
    const end = lab.events.length;
    let position = selected.value ?? (direction === 1 ? lab.events.firstAt(currentWindow().from) - 1 : end);
    do position += direction;
    while (position >= 0 && position < end && !isListed(lab.events.at(position), filters));
    if (position >= 0 && position < end) select(position);
  }

  /** Selects the election that began the next (1) or previous (-1) term. */
  function stepTerm(direction: 1 | -1): void {
    const terms = model.value.terms.bands;
    const at = lab.events.at(selected.value ?? lab.events.length - 1)?.t ?? 0;
    const next = direction === 1 ? terms.find((band) => band.from > at) : terms.findLast((band) => band.from < at);
    if (next) select(next.event);
  }

  return {
    model,
    follow,
    filters,
    selected,
    stepping,
    liveEdge,
    currentWindow,
    zoom,
    pan,
    showFrom,
    toLive,
    toStart,
    fit,
    select,
    step,
    stepTerm,
  };
});
