/** The playhead: the violet line of the moment that all panels show, and where the run goes on without it. */
import { toX } from '../model/layout.ts';
import { roundedBar, type Scene, setFont } from './scene.ts';

/** How far beside its line the playhead can still be taken hold of, px. */
const GRIP = 7;

/** Where the playhead stands, px; null when it is out of sight. */
function playheadX(scene: Scene): number | null {
  const { layout, window, playhead, now } = scene;
  const x = toX(layout, window, playhead ?? now);
  return x < layout.left || x > layout.right + 2 ? null : x;
}

/** True on the playhead's line, and anywhere on the axis, where it can be put. */
export function isOnPlayhead(scene: Scene, x: number, y: number): boolean {
  const { axis, left } = scene.layout;
  if (x < left || y < axis.top) return false;
  if (y < axis.top + axis.height) return true;
  const at = playheadX(scene);
  return at !== null && Math.abs(x - at) <= GRIP;
}

/** Where the marks of the playhead stand, CSS pixels of the timeline's picture. */
export interface HeadPlace {
  /** The room in which what has not happened yet is dimmed, from `futureFrom` on, which counts from its left edge. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
  readonly futureFrom: number;
  readonly axisTop: number;
  /** Where the run is by now, for a playhead in the past; null when that is out of sight. Its word stands before it `isEdgeAtEnd`. */
  readonly liveEdge: number | null;
  readonly isEdgeAtEnd: boolean;
  readonly edgeWord: Scene['edgeWord'];
  /** null when the playhead is out of sight. */
  readonly x: number | null;
  readonly text: string;
  /** How far its label is moved aside, so that it stays within the picture. */
  readonly labelShift: number;
}

/** Half of the room that a label takes, at scale 1. */
const HALF_LABEL = 34;

export function headPlace(scene: Scene): HeadPlace {
  const { layout, window, now, playhead } = scene;
  const { left, right, axis, height, width, scale } = layout;
  const at = playhead === null ? right : toX(layout, window, playhead);
  const edge = toX(layout, window, now);
  const top = axis.top + axis.height - 2;
  const x = playheadX(scene);
  return {
    left,
    right,
    top,
    height: height - top,
    futureFrom: Math.min(right, Math.max(left, at)) - left,
    axisTop: axis.top,
    liveEdge: playhead !== null && edge <= right ? Math.max(left, edge) : null,
    edgeWord: scene.edgeWord,
    isEdgeAtEnd: edge + HALF_LABEL * scale > width,
    x,
    text: headText(scene),
    labelShift: x === null ? 0 : Math.min(0, width - 2 - HALF_LABEL * scale - x),
  };
}

function headText({ playhead, now, edgeWord }: Scene): string {
  return playhead === null
    ? `${edgeWord === 'live' ? 'now' : 'end'} ${(now / 1_000_000).toFixed(1)}`
    : (Math.floor(playhead / 1000) / 1000).toFixed(3);
}

/** The same in a picture that is taken of the timeline, on top of everything else. */
export function drawHead(scene: Scene): void {
  if (scene.playhead === null) paintLiveHead(scene);
  else paintPlayhead(scene, scene.playhead);
}

function paintLiveHead(scene: Scene): void {
  const x = playheadX(scene);
  if (x !== null) paintHead(scene, x, headText(scene));
}

/** What has not happened yet at `t` is dimmed, and a dashed line shows where the run is by now. */
function paintPlayhead(scene: Scene, t: number): void {
  const { context, layout, palette, window, now } = scene;
  const from = Math.min(layout.right, Math.max(layout.left, toX(layout, window, t)));
  const to = Math.min(layout.right, Math.max(layout.left, toX(layout, window, now)));
  const top = layout.axis.top + layout.axis.height - 2;
  context.globalAlpha = 0.62;
  context.fillStyle = palette.panel;
  context.fillRect(from, top, layout.right - from, layout.height - top);
  context.globalAlpha = 1;
  if (toX(layout, window, now) <= layout.right) paintLiveEdge(scene, to);
  const x = playheadX(scene);
  if (x !== null) paintHead(scene, x, headText(scene));
}

function paintLiveEdge(scene: Scene, x: number): void {
  const { context, layout, palette, edgeWord } = scene;
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, layout.axis.top + 4);
  context.lineTo(x, layout.height - 3);
  context.stroke();
  context.setLineDash([]);
  setFont(scene, 12, 600);
  context.fillStyle = palette.ink;
  const width = context.measureText(edgeWord).width;
  const left = x + 5 + width < layout.width ? x + 5 : x - 5 - width;
  context.fillText(edgeWord, left, layout.axis.top + 13.4 * layout.scale);
}

function paintHead(scene: Scene, x: number, text: string): void {
  const { context, layout, palette } = scene;
  context.fillStyle = palette.violet;
  context.fillRect(x - 1, layout.axis.top + 4, 2, layout.height - layout.axis.top - 7);
  setFont(scene, 12, 700, palette.mono);
  const width = context.measureText(text).width + 12;
  const left = Math.min(layout.width - width - 2, x - width / 2);
  roundedBar(scene, left, layout.axis.top + 1, width, 17 * layout.scale, 4);
  context.fill();
  context.fillStyle = palette.inverse;
  context.fillText(text, left + 6, layout.axis.top + 13.4 * layout.scale);
}
