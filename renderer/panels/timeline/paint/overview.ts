/** The strip of the whole run: how much happened when, ticks where something was harmed, and the window's handle. */
import type { TimelineLayout } from '../model/layout.ts';
import type { TimeWindow } from '../model/scale.ts';
import { roundedBar, type Scene } from './scene.ts';

/** µs that the strip shows: the run and the part of the window ahead of it. */
export function overviewEnd(window: TimeWindow, now: number): number {
  return Math.max(now, Math.min(window.to, now * 1.15), 1);
}

export function overviewX(layout: TimelineLayout, end: number, t: number): number {
  return layout.left + (Math.min(end, Math.max(0, t)) / end) * (layout.right - layout.left);
}

export function overviewTime(layout: TimelineLayout, end: number, x: number): number {
  return ((x - layout.left) / (layout.right - layout.left)) * end;
}

const BAR = 7;

export function paintOverview(scene: Scene): void {
  const { context, layout, model, palette, window, now } = scene;
  const { top, height } = layout.overview;
  const end = overviewEnd(window, now);
  context.fillStyle = palette.panel2;
  roundedBar(scene, layout.left, top, layout.right - layout.left, height, 4);
  context.fill();
  paintDensity(scene, end);
  context.strokeStyle = palette.red;
  context.lineWidth = 2;
  context.beginPath();
  let drawnAt = Number.NEGATIVE_INFINITY;
  for (const bar of model.faults.bars) {
    const x = overviewX(layout, end, bar.from);
    if (x - drawnAt < 2) continue;
    drawnAt = x;
    context.moveTo(x, top);
    context.lineTo(x, top + height);
  }
  context.stroke();
  const x1 = overviewX(layout, end, window.from);
  const x2 = Math.max(x1 + 4, overviewX(layout, end, window.to));
  context.strokeStyle = palette.violet;
  context.lineWidth = 1.5;
  roundedBar(scene, x1 + 0.75, top - 0.25, x2 - x1 - 1.5, height + 0.5, 4);
  context.globalAlpha = 0.14;
  context.fillStyle = palette.violet;
  context.fill();
  context.globalAlpha = 1;
  context.stroke();
  if (scene.playhead === null) return;
  context.fillStyle = palette.violet;
  context.fillRect(overviewX(layout, end, scene.playhead) - 1.5, top - 1, 3, height + 2);
}

function paintDensity(scene: Scene, end: number): void {
  const { context, layout, model, palette, now } = scene;
  const { top, height } = layout.overview;
  const count = Math.max(1, Math.floor((layout.right - layout.left) / BAR));
  const perBar = end / count;
  const heights: number[] = [];
  for (let bar = 0; bar * perBar < now && bar < count; bar++) {
    heights.push(model.density.between(bar * perBar, (bar + 1) * perBar));
  }
  const peak = Math.log1p(Math.max(1, ...heights));
  context.fillStyle = palette.line2;
  heights.forEach((events, bar) => {
    const tall = events === 0 ? 0 : Math.max(1.5, (height * 0.86 * Math.log1p(events)) / peak);
    context.fillRect(layout.left + bar * BAR, top + height - tall, BAR - 1.4, tall);
  });
}
