/** The servers' lanes: thick = leader, hatched = candidate (lower: only asks whether it could win), thin = follower, red dashed = down, a gap = paused. */

import { fillOf, inkOn } from '../../../parts/palette.ts';
import { type Band, bandTitle, termTitle } from '../model/bands.ts';
import { spansWithin } from '../model/columns.ts';
import { bandHeight, centre, type NamedLane } from '../model/layout.ts';
import { extent, LEAST_WORDS, roundedBar, type Scene, setFont, textWithin } from './scene.ts';

export function paintTerms(scene: Scene): void {
  const { context, layout, model, palette, window } = scene;
  const { top, height } = layout.terms;
  const last = model.terms.bands.at(-1);
  setFont(scene, 12, 650);
  let drawnTo = Number.NEGATIVE_INFINITY;
  for (const band of spansWithin(model.terms.bands, window.from, window.to)) {
    const range = extent(scene, band.from, band.to);
    if (!range || range[1] - drawnTo < 0.5) continue;
    drawnTo = range[1];
    context.fillStyle = fillOf(palette, band.term);
    roundedBar(scene, range[0] + 1, top + 1, range[1] - range[0] - 2, height - 3, 3);
    context.fill();
    context.fillStyle = inkOn(palette, band.term);
    const baseline = top + height * 0.66;
    const start = range[0] + 7 * layout.scale;
    if (textWithin(scene, termTitle(band, band === last), start, range[1] - 5, baseline)) continue;
    textWithin(scene, String(band.term), start - 2 * layout.scale, range[1] - 2, baseline);
  }
}

export function paintNodes(scene: Scene): void {
  for (const lane of scene.layout.nodes) {
    const track = scene.model.nodes.get(lane.name);
    if (!track) continue;
    let drawnTo = Number.NEGATIVE_INFINITY;
    for (const band of spansWithin(track.bands, scene.window.from, scene.window.to)) {
      const range = extent(scene, band.from, band.to);
      // Bands thinner than half a pixel behind an already drawn one change nothing that could be seen.
      if (!range || range[1] - drawnTo < 0.5) continue;
      drawnTo = range[1];
      paintBand(scene, lane, band, range[0], range[1] - 1.5);
    }
  }
}

function paintBand(scene: Scene, lane: NamedLane, band: Band, left: number, right: number): void {
  const { context, layout, palette } = scene;
  const middle = centre(lane);
  const full = bandHeight(lane, layout.scale);
  const width = Math.max(1, right - left);
  switch (band.kind) {
    case 'follower':
      context.fillStyle = fillOf(palette, band.term);
      roundedBar(scene, left, middle - full * 0.17, width, full * 0.34, 2);
      context.fill();
      return;
    case 'leader':
    case 'candidate':
      context.fillStyle = fillOf(palette, band.term);
      roundedBar(scene, left, middle - full / 2, width, full, 3);
      context.fill();
      if (band.kind === 'candidate') hatch(scene, left, middle - full / 2, width, full);
      paintBandText(scene, band, left, right, middle, full);
      return;
    case 'preCandidate':
      context.fillStyle = fillOf(palette, band.term);
      roundedBar(scene, left, middle - full * 0.3, width, full * 0.6, 3);
      context.fill();
      hatch(scene, left, middle - full * 0.3, width, full * 0.6);
      return;
    case 'paused':
      paintPause(scene, left, right, middle);
      return;
    case 'down':
    case 'halted':
      paintDown(scene, band, left, width, middle, full);
      return;
    default:
      throw new Error(`unknown band: ${band.kind satisfies never}`);
  }
}

function hatch(scene: Scene, left: number, top: number, width: number, height: number): void {
  const { context, palette } = scene;
  context.save();
  context.clip();
  context.strokeStyle = palette.panel;
  context.lineWidth = 2.2;
  context.beginPath();
  for (let x = left - height; x < left + width; x += 6.5) {
    context.moveTo(x, top + height);
    context.lineTo(x + height, top);
  }
  context.stroke();
  context.restore();
}

function paintBandText(scene: Scene, band: Band, left: number, right: number, middle: number, full: number): void {
  const { context, layout, palette } = scene;
  if (right - left < LEAST_WORDS) return;
  setFont(scene, 11.5, 650);
  const text = bandTitle(band);
  const start = left + 7 * layout.scale;
  const width = context.measureText(text).width;
  if (start + width > right - 3) return;
  if (band.kind === 'candidate') {
    // A plate, for words on a hatch cannot be read.
    context.fillStyle = fillOf(palette, band.term);
    roundedBar(scene, start - 4, middle - full / 2 + 1, width + 8, full - 2, 2);
    context.fill();
  }
  context.fillStyle = inkOn(palette, band.term);
  context.fillText(text, start, middle + 4.2 * layout.scale);
}

function paintPause(scene: Scene, left: number, right: number, middle: number): void {
  const { context, layout, palette } = scene;
  setFont(scene, 11.5, 550);
  context.fillStyle = palette.ink2;
  textWithin(scene, 'paused', left + 7 * layout.scale, right, middle + 4 * layout.scale);
}

function paintDown(scene: Scene, band: Band, left: number, width: number, middle: number, full: number): void {
  const { context, layout, palette } = scene;
  context.strokeStyle = palette.red;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  roundedBar(scene, left + 0.5, middle - full / 2 + 0.5, width - 1, full - 1, 3);
  context.stroke();
  context.setLineDash([]);
  setFont(scene, 11.5, 600);
  context.fillStyle = palette.red;
  textWithin(scene, bandTitle(band), left + 7 * layout.scale, left + width - 3, middle + 4 * layout.scale);
}
