/** A drawing of every server's log as in Figure 6: filled where committed, outlined where not. */
import { lastIndexOf, termAt } from '../view-log.ts';
import type { ClusterView, NodeView } from '../view-types.ts';
import { inks, termFill, termInk } from './colours.ts';
import { escaped, tag } from './markup.ts';

const LEFT = 64;
const COLUMN = 28;
const ROW = 38;
const TOP = 24;
/** The newest ones are shown. */
const MOST_COLUMNS = 30;

export function logsFigure(view: ClusterView): string {
  const nodes = [...view.nodes.values()];
  const last = Math.max(1, ...nodes.map(lastIndexOf));
  const first = Math.max(1, last - MOST_COLUMNS + 1);
  const columns = Array.from({ length: last - first + 1 }, (_, place) => first + place);
  const [width, height] = [LEFT + columns.length * COLUMN + 8, TOP + nodes.length * ROW];
  const heads = columns.map((index, place) =>
    tag(
      'text',
      { x: LEFT + place * COLUMN + COLUMN / 2, y: 15, 'text-anchor': 'middle', 'font-size': 11, fill: inks.ink3 },
      `${index}`,
    ),
  );
  const rows = nodes.map((node, place) => drawRow(node, columns, TOP + place * ROW));
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    style: `max-width:${width}px`,
  };
  const words = `The logs of ${nodes.length} servers from index ${first} to ${last}.`;
  return tag('svg', { ...frame, 'aria-label': words, 'font-size': 13 }, [...heads, ...rows].join(''));
}

function drawRow(node: NodeView, columns: readonly number[], top: number): string {
  const name = tag('text', { x: 8, y: top + 21, 'font-weight': 700, fill: inks.ink }, escaped(node.id));
  return name + columns.map((index, place) => drawCell(node, index, LEFT + place * COLUMN, top + 3)).join('');
}

function drawCell(node: NodeView, index: number, x: number, y: number): string {
  const box = { x: x + 1, y, width: COLUMN - 3, height: 26, rx: 3 };
  if (index <= node.snapshotIndex) return tag('rect', { ...box, fill: inks.line });
  const term = termAt(node, index);
  if (term === null || index > lastIndexOf(node)) return tag('rect', { ...box, fill: 'none', stroke: inks.line });
  const isCommitted = index <= node.state.commitIndex;
  const cell = { ...box, fill: isCommitted ? termFill(term) : inks.paper, stroke: termFill(term) };
  const dashes = isCommitted ? undefined : '4 2';
  const ink = isCommitted ? termInk(term) : inks.ink;
  const number = { x: x + COLUMN / 2, y: y + 18, 'text-anchor': 'middle', 'font-weight': 600, fill: ink };
  return tag('rect', { ...cell, 'stroke-width': 1.5, 'stroke-dasharray': dashes }) + tag('text', number, `${term}`);
}
