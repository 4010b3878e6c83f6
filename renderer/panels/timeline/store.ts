/** What the timeline shows of the run: its lanes, the window on them, the filters and the selected event. */
import { defineStore } from 'pinia';
import { computed, markRaw, reactive, shallowRef, watch } from 'vue';
import { useLab } from '../../stores/lab.ts';
import { usePlayhead } from '../../stores/playhead.ts';
import { TimelineModel } from './model/model.ts';
import { createWindow } from './movable-window.ts';
import { createSelection } from './selection.ts';

export const useTimeline = defineStore('timeline', () => {
  const lab = useLab();
  const playhead = usePlayhead();
  const model = shallowRef(markRaw(new TimelineModel()));
  const filters = reactive({ votes: true, appends: true, heartbeats: false, drops: true });
  const stepping = computed(() => lab.live.pace.rate === 0);
  const { reset, ...window } = createWindow(liveEdge);
  const selection = createSelection(lab, playhead, { reset, ...window }, filters);
  lab.follow({ hear: (event) => model.value.hear(event), clear: restart });

  // The window stands still while the past is shown, or the run would carry the playhead out of sight.
  watch(
    () => playhead.looksLive,
    (looksLive) => {
      if (looksLive) window.toLive();
      else if (window.follow.value) window.showFrom(window.currentWindow().from);
    },
    { flush: 'sync' },
  );

  // While the past runs on, or is reached from elsewhere, the window goes along.
  watch(
    () => playhead.t,
    (t) => {
      if (!playhead.isLive) selection.bringIntoSight(t);
    },
  );

  function toStart(): void {
    playhead.seek(1);
    window.toStart();
  }

  function toLive(): void {
    playhead.live();
    window.toLive();
  }

  /** Another run has begun: nothing of the old one stays. */
  function restart(): void {
    model.value = markRaw(new TimelineModel());
    selection.selected.value = null;
    reset();
  }

  /** The newest moment, µs. While the lab's clock is held nothing happens between events: it waits at the last one. */
  function liveEdge(): number {
    return stepping.value ? model.value.lastAt : Math.max(lab.present(), model.value.lastAt);
  }

  return { model, filters, stepping, liveEdge, ...window, ...selection, toStart, toLive };
});
