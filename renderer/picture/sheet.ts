/** A picture that explains itself: title, the instant in words, what the panel shows, the legend, and where it is from. */
import { escaped, short, tag } from '../../core/trace/report/markup.ts';
import type { LegendItem } from './legends.ts';

export interface Sheet {
  readonly title: string;
  /** Sentences on when this is and what is going on. */
  readonly instant: string;
  /** SVG whose top left corner is 0, 0. */
  readonly body: string;
  readonly width: number;
  readonly height: number;
  readonly legend: readonly LegendItem[];
  /** Where it comes from: cluster, run, program. */
  readonly source: string;
}

const MARGIN = 16;
const LEAST_WIDTH = 460;
const SIZE = 13;
const LINE = 19;
/** Letters are about this wide; a little too much, so that no line runs over the edge. */
const LETTER = 0.56;

const family = "'Inter Variable', Inter, 'Segoe UI', system-ui, sans-serif";
const colours = { paper: '#ffffff', ink: '#12161c', ink2: '#3f4856', ink3: '#5d6877', line: '#dde2e9' };

/** `style` is CSS, as for fonts. */
export function drawSheet(
  sheet: Sheet,
  style = '',
): { readonly svg: string; readonly width: number; readonly height: number } {
  const width = Math.max(LEAST_WIDTH, sheet.width) + 2 * MARGIN;
  const room = width - 2 * MARGIN;
  const instant = wrap(sheet.instant, room, SIZE);
  const bodyTop = MARGIN + 22 + instant.length * LINE + 8;
  const legend = legendRows(sheet.legend, room);
  const legendTop = bodyTop + sheet.height + 12;
  const height = legendTop + legend.length * LINE + LINE + MARGIN;
  const content = [
    style === '' ? '' : `<style>${style}</style>`,
    tag('title', {}, escaped(`${sheet.title}. ${sheet.instant}`)),
    tag('rect', { width, height, fill: colours.paper }),
    text(MARGIN, MARGIN + 14, sheet.title, { 'font-size': 17, 'font-weight': 650, fill: colours.ink }),
    ...instant.map((line, at) =>
      text(MARGIN, MARGIN + 36 + at * LINE, line, { 'font-size': SIZE, fill: colours.ink2 }),
    ),
    tag('g', { transform: `translate(${short((width - sheet.width) / 2)} ${bodyTop})` }, sheet.body),
    tag('path', { d: `M${MARGIN} ${legendTop - 5}H${width - MARGIN}`, stroke: colours.line }),
    ...legend.flatMap((row, at) => row.map((item) => legendItem(item, legendTop + at * LINE))),
    text(MARGIN, height - MARGIN + 3, sheet.source, { 'font-size': 11, fill: colours.ink3 }),
  ];
  const frame = { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${width} ${height}`, role: 'img' };
  return { svg: tag('svg', { ...frame, 'font-family': family }, content.join('')), width, height };
}

function text(x: number, y: number, words: string, style: Record<string, string | number>): string {
  return tag('text', { x: short(x), y: short(y), ...style }, escaped(words));
}

export function wrap(words: string, room: number, size: number): string[] {
  const most = Math.max(10, Math.floor(room / (size * LETTER)));
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

interface Placed extends LegendItem {
  readonly x: number;
}

function legendRows(items: readonly LegendItem[], room: number): Placed[][] {
  const rows: Placed[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const width = 30 + item.text.length * 12 * LETTER + 12;
    if (x + width > MARGIN + room) {
      rows.push([]);
      x = MARGIN;
    }
    rows.at(-1)?.push({ ...item, x });
    x += width;
  }
  return rows;
}

function legendItem({ sign, text: words, x }: Placed, top: number): string {
  return (
    tag('g', { transform: `translate(${short(x)} ${short(top + 1)})` }, sign) +
    text(x + 28, top + 12, words, { 'font-size': 12, fill: colours.ink2 })
  );
}
