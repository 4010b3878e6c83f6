/** The selected event: picked with the pointer or stepped to, it brings its server and its entry along. */
import { ref } from 'vue';
import type { useLab } from '../../stores/lab.ts';
import type { StepKind, usePlayhead } from '../../stores/playhead.ts';
import { entryOf, isListed, isSilent } from './listing.ts';
import { spanOf } from './model/scale.ts';
import type { MovableWindow } from './movable-window.ts';
import type { Filters } from './paint/scene.ts';

type Lab = ReturnType<typeof useLab>;
type Playhead = ReturnType<typeof usePlayhead>;

export function createSelection(lab: Lab, playhead: Playhead, window: MovableWindow, filters: Filters) {
  /** Position in the trace. */
  const selected = ref<number | null>(null);

  function select(position: number | null): void {
    selected.value = position;
    const event = position === null ? undefined : lab.events.at(position);
    if (!event) return;
    bringIntoSight(event.t);
    if (lab.view.nodes.has(event.node)) lab.selectedNodes = [event.node];
    const entry = entryOf(event);
    if (entry === null) return;
    lab.selectedEntry = entry;
    lab.selectedRow = null;
  }

  function bringIntoSight(t: number): void {
    const shown = window.currentWindow();
    if (t < shown.from || t > shown.to) window.showFrom(t - spanOf(shown) / 2);
  }

  /** The listed event at `position` or the next one in that direction; null when there is none. */
  function listedFrom(position: number, direction: 1 | -1): number | null {
    for (let at = position; at >= 0 && at < lab.events.length; at += direction) {
      if (isListed(lab.events.at(at), filters)) return at;
    }
    return null;
  }

  /** The seq after which all is said that the server wrote down with the event: what it now believes of a peer. */
  function settledAfter(position: number): number {
    const node = lab.events.at(position)?.node;
    let next = position + 1;
    while (lab.events.at(next)?.node === node && isSilent(lab.events.at(next))) next += 1;
    return next;
  }

  /** Moves the playhead to the next (1) or previous (-1) listed event, and selects it. */
  function step(direction: 1 | -1): void {
    const { seq } = playhead;
    let position = listedFrom(direction === 1 ? seq : seq - 1, direction);
    if (direction === -1 && position !== null && settledAfter(position) >= seq) {
      position = listedFrom(position - 1, -1);
    }
    if (position === null) return goToEdge(direction);
    playhead.stepTo(settledAfter(position));
    select(position);
  }

  function goToEdge(direction: 1 | -1): void {
    if (direction === -1) return playhead.stepTo(1);
    playhead.live();
    selected.value = null;
  }

  /** Moves the playhead to the next or previous event of the kind, and selects it. */
  function stepBy(kind: Exclude<StepKind, 'event'>, direction: 1 | -1): void {
    const { seq } = playhead;
    let next = playhead.landmark(kind, direction, seq);
    if (direction === -1 && next !== null && settledAfter(next - 1) >= seq) {
      next = playhead.landmark(kind, direction, next);
    }
    if (next === null) return goToEdge(direction);
    playhead.stepTo(settledAfter(next - 1));
    select(next - 1);
  }

  return { selected, select, bringIntoSight, step, stepBy };
}
