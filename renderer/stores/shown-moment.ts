/** Which moment of a run is shown, the past or the end, and the cluster as it was then and as it is now. */
import { ref, shallowRef, triggerRef } from 'vue';
import type { Keyframes } from '../../core/trace/keyframes/keyframes.ts';
import type { ClusterView } from '../../core/trace/view-types.ts';
import type { TraceStore } from './trace-store.ts';

/** After the event `seq`, at trace time `t`, which lies before the next event. */
export interface Moment {
  readonly seq: number;
  readonly t: number;
}

export function createShownMoment(events: TraceStore, keyframes: Keyframes) {
  const live = shallowRef<ClusterView>(keyframes.newest);
  const view = shallowRef<ClusterView>(live.value);
  const moment = shallowRef<Moment | null>(null);
  const tick = ref(0);

  /** Events have come. */
  function changed(): void {
    tick.value += 1;
    triggerRef(live);
    if (moment.value === null) triggerRef(view);
  }

  /** The cluster after the event `seq`, at trace time `t` or at the event's own. */
  function showPast(seq: number, t?: number): void {
    const at = Math.min(Math.max(1, Math.round(seq)), events.length);
    if (at < 1) return;
    const own = events.timeAt(at - 1);
    moment.value = { seq: at, t: Math.max(own, t ?? own) };
    show(keyframes.at(at));
  }

  function showEnd(): void {
    if (moment.value === null) return;
    moment.value = null;
    show(live.value);
  }

  function show(next: ClusterView): void {
    view.value = next;
    tick.value += 1;
    triggerRef(view);
  }

  /** The keyframes have begun anew. */
  function restart(): void {
    moment.value = null;
    live.value = keyframes.newest;
    view.value = live.value;
    changed();
  }

  return { live, view, moment, tick, changed, showPast, showEnd, restart };
}
