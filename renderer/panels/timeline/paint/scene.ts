/** Everything one picture of the timeline depends on, and the few strokes that all its parts share. */
import type { TraceEvent } from '../../../../core/trace/events.ts';
import type { Palette } from '../../../parts/palette.ts';
import type { EntryMoment } from '../model/entry-track.ts';
import { type TimelineLayout, toX } from '../model/layout.ts';
import type { TimelineModel } from '../model/model.ts';
import type { TimeWindow } from '../model/scale.ts';

export interface Filters {
  readonly votes: boolean;
  readonly appends: boolean;
  readonly heartbeats: boolean;
  readonly drops: boolean;
}

export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly layout: TimelineLayout;
  readonly model: TimelineModel;
  readonly eventAt: (position: number) => TraceEvent | undefined;
  readonly window: TimeWindow;
  /** The live edge, µs, and what it is called: a recording has an end instead. */
  readonly now: number;
  readonly edgeWord: 'live' | 'end';
  /** The moment in the past that the panels show, µs; null at the live edge. */
  readonly playhead: number | null;
  readonly palette: Palette;
  readonly filters: Filters;
  /** t since which the clock is held: every message that was still under way then is shown; null while it runs. */
  readonly heldSince: number | null;
  /** Microseconds of trace time a message is expected to travel; null while messages wait to be delivered by hand. */
  readonly travel: number | null;
  /** Position in the trace of the selected event, and of the one under the pointer. */
  readonly selected: number | null;
  readonly pointed: number | null;
  readonly selectedNodes: readonly string[];
  /** Of the selected entry. */
  readonly entryMoments: readonly EntryMoment[];
}

/** The horizontal extent of a span inside the time area, or null when nothing of it is in view. */
export function extent(scene: Scene, from: number, to: number): readonly [number, number] | null {
  const { layout, window, now } = scene;
  const left = Math.max(layout.left, toX(layout, window, from));
  const right = Math.min(layout.right, toX(layout, window, Math.min(to, now)));
  return right < left ? null : [left, right];
}

export function roundedBar(scene: Scene, x: number, y: number, width: number, height: number, radius: number): void {
  const { context } = scene;
  const shownWidth = Math.max(0.75, width);
  context.beginPath();
  if (shownWidth < 3) context.rect(x, y, shownWidth, height);
  else context.roundRect(x, y, shownWidth, height, Math.min(radius, shownWidth / 2, height / 2));
}

/** Below this no word fits; setting a font for nothing is what a crowded picture would spend its time on. */
export const LEAST_WORDS = 16;

/** Writes `text` into the space from x to `end`, or not at all: a cut-off word says less than none. */
export function textWithin(scene: Scene, text: string, x: number, end: number, baseline: number): boolean {
  const { context } = scene;
  if (end - x < 10 || context.measureText(text).width > end - x) return false;
  context.fillText(text, x, baseline);
  return true;
}

export function setFont(scene: Scene, size: number, weight = 400, family = scene.palette.sans): void {
  scene.context.font = `${weight} ${(size * scene.layout.scale).toFixed(1)}px ${family}`;
}
