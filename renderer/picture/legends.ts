/** What the signs of each panel mean, for readers who have the picture and not the program. */
import { tag } from '../../core/trace/report/markup.ts';

export const kinds = ['cluster', 'log', 'leader', 'timeline', 'client'] as const;
export type PictureKind = (typeof kinds)[number];

export interface LegendItem {
  /** SVG in a field of 22 by 14. */
  readonly sign: string;
  readonly text: string;
}

const ink = '#12161c';
const grey = '#5d6877';
const red = '#c02a16';
const line = { fill: 'none', stroke: ink, 'stroke-width': 2 };

const path = (d: string, more: Record<string, string | number> = {}) => tag('path', { d, ...line, ...more });
const disc = (r: number, more: Record<string, string | number> = {}) =>
  tag('circle', { cx: 11, cy: 7, r, fill: ink, ...more });
const bar = (height: number, more: Record<string, string | number> = {}) =>
  tag('rect', { x: 1, y: 7 - height / 2, width: 20, height, fill: ink, ...more });
const letters = (text: string) =>
  tag('text', { x: 11, y: 11, 'text-anchor': 'middle', 'font-size': 12, 'font-weight': 700, fill: ink }, text);

const hexagon = 'M11 0 17 3.5v7L11 14 5 10.5v-7z';
const diamond = 'M11 0.5 17.5 7 11 13.5 4.5 7z';
const stripes = (stroke: string) => path('M2 13 13 1M8 13 19 1', { stroke, 'stroke-width': 1.5 });

const roles: readonly LegendItem[] = [
  { sign: path(hexagon, { fill: ink }), text: 'leader' },
  { sign: path(hexagon, { 'stroke-dasharray': '4 2.5' }), text: 'stale leader' },
  { sign: disc(5.5, { fill: 'none', stroke: ink, 'stroke-width': 2 }), text: 'follower' },
  { sign: path(diamond), text: 'candidate' },
  { sign: path('M8 2v10M14 2v10', { 'stroke-width': 3 }), text: 'paused' },
  { sign: path('M6 2h10v10H6zM8.5 4.5l5 5M13.5 4.5l-5 5', { stroke: grey }), text: 'down' },
  { sign: letters('T5'), text: 'term 5; one hue is one term' },
];

export const legends: { readonly [Kind in PictureKind]: readonly LegendItem[] } = {
  cluster: [
    ...roles,
    {
      sign: path('M1 4h20', { 'stroke-width': 4 }) + path('M1 11h20', { 'stroke-width': 1.5 }),
      text: 'messages per second',
    },
    { sign: disc(4.5), text: 'heartbeat' },
    {
      sign: tag('rect', { x: 3, y: 1, width: 16, height: 12, rx: 4, fill: ink }),
      text: 'append, with the number of entries',
    },
    { sign: path('m11 1 6 6-6 6-6-6z', { fill: ink, stroke: 'none' }), text: 'vote request' },
    { sign: disc(4.5, { fill: 'none', stroke: ink, 'stroke-width': 2 }), text: 'reply' },
    { sign: path('m7 3 8 8M15 3l-8 8', { stroke: red }), text: 'lost message' },
    { sign: path('M1 7h20', { stroke: red, 'stroke-dasharray': '4 3' }), text: 'partition' },
  ],
  log: [
    { sign: bar(12, { rx: 3 }), text: 'committed entry' },
    { sign: bar(12, { rx: 3, fill: 'none', stroke: ink }) + stripes(ink), text: 'not committed yet' },
    { sign: bar(12, { rx: 3, fill: 'none', stroke: red }) + stripes(red), text: "conflicts with the leader's log" },
    { sign: bar(3), text: 'committed prefix' },
    { sign: path('M11 1v12', { stroke: grey }), text: 'lastApplied' },
    { sign: disc(4), text: 'matchIndex, as the leader believes' },
    { sign: path('M11 2 16 12H6z'), text: 'nextIndex, as the leader believes' },
    { sign: letters('T5'), text: 'term 5; one hue is one term' },
  ],
  leader: [
    {
      sign: tag('rect', { x: 4, y: 0, width: 14, height: 14, rx: 3, fill: ink }),
      text: 'highest index that a majority stores',
    },
    { sign: path('M4 1h14v12H4z', { stroke: grey, 'stroke-width': 1 }), text: 'matchIndex of another server' },
  ],
  timeline: [
    { sign: bar(9), text: 'leader' },
    { sign: bar(9, { fill: 'none', stroke: ink }) + stripes(ink), text: 'candidate' },
    { sign: bar(3), text: 'follower' },
    { sign: path('M1 7h20', { stroke: red, 'stroke-dasharray': '4 3' }), text: 'down' },
    { sign: path('M5 1 16 13'), text: 'message, from sender to receiver' },
    { sign: path('m7 3 8 8M15 3l-8 8', { stroke: red }), text: 'lost message' },
    { sign: letters('T5'), text: 'term 5; one hue is one term' },
  ],
  client: [
    { sign: letters('ok'), text: 'took effect exactly once' },
    { sign: letters('?'), text: 'unknown: may have taken effect' },
  ],
};
