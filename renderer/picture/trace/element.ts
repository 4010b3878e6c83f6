/** Draws what an element of the page shows as SVG: real text, real shapes, that every drawing program can open. */
import { tag } from '../../../core/trace/report/markup.ts';
import { pixelsOf } from '../canvases.ts';
import { paintBox } from './box.ts';
import { paintDrawing } from './drawing.ts';
import { sizes } from './gradients.ts';
import { paintText } from './text.ts';
import type { Tracing } from './tracing.ts';

/** Controls work only in the page; a picture of them says nothing. */
export const controls = 'button:not([data-pictured]), input, select, textarea, .ph, [data-no-picture]';

export function paintElement(element: Element, tracing: Tracing): string {
  if (element.matches(controls)) return '';
  const style = getComputedStyle(element);
  if (isHidden(style)) return '';
  const content =
    element instanceof SVGSVGElement ? paintDrawing(element, tracing) : paintContent(element, style, tracing);
  return style.opacity === '1' || content === '' ? content : tag('g', { opacity: style.opacity }, content);
}

function isHidden(style: CSSStyleDeclaration): boolean {
  return (
    style.display === 'none' ||
    style.visibility === 'hidden' ||
    style.clipPath === 'inset(50%)' ||
    style.opacity === '0'
  );
}

function paintContent(element: Element, style: CSSStyleDeclaration, tracing: Tracing): string {
  const rect = element.getBoundingClientRect();
  const surface = paintBox(style, tracing.boxOf(rect, Number.parseFloat(style.borderTopLeftRadius)), tracing);
  if (element instanceof HTMLCanvasElement) return surface + paintCanvas(element, rect, tracing);
  const inside = [
    paintPseudo(element, '::before', tracing),
    ...inPaintingOrder(element).map((node) =>
      node instanceof Text
        ? paintText(node, style, tracing)
        : node instanceof Element
          ? paintElement(node, tracing)
          : '',
    ),
    paintPseudo(element, '::after', tracing),
  ].join('');
  return surface + (style.overflowX === 'visible' || inside === '' ? inside : clipped(element, rect, inside, tracing));
}

/** What has a higher z-index is drawn later; equals in the order of the document. */
function inPaintingOrder(element: Element): Node[] {
  const nodes = [...element.childNodes].map((node) => ({
    node,
    z: node instanceof Element ? Number.parseInt(getComputedStyle(node).zIndex, 10) || 0 : 0,
  }));
  return nodes.sort((one, other) => one.z - other.z).map(({ node }) => node);
}

function clipped(element: Element, rect: DOMRect, inside: string, tracing: Tracing): string {
  const { clientLeft, clientTop, clientWidth, clientHeight } = element;
  if (clientWidth === 0) return inside;
  const { x, y } = tracing.boxOf(rect);
  const id = tracing.id();
  const area = tag('rect', sizes(x + clientLeft, y + clientTop, clientWidth, clientHeight));
  return tag('clipPath', { id }, area) + tag('g', { 'clip-path': `url(#${id})` }, inside);
}

/** A surface without words, placed absolutely in its element, as all of ours are. */
function paintPseudo(element: Element, which: '::before' | '::after', tracing: Tracing): string {
  const style = getComputedStyle(element, which);
  if (style.content !== '""' || style.position !== 'absolute') return '';
  const rect = element.getBoundingClientRect();
  const [left, top, width, height] = [style.left, style.top, style.width, style.height].map(Number.parseFloat);
  const place = new DOMRect(
    rect.left + element.clientLeft + (left ?? 0),
    rect.top + element.clientTop + (top ?? 0),
    width,
    height,
  );
  return paintBox(style, tracing.boxOf(place, Number.parseFloat(style.borderTopLeftRadius)), tracing);
}

/** A canvas has no shapes any more, so its pixels are taken, twice as fine as they stand on the page. */
function paintCanvas(canvas: HTMLCanvasElement, rect: DOMRect, tracing: Tracing): string {
  const { x, y, width, height } = tracing.boxOf(rect);
  return tag('image', { ...sizes(x, y, width, height), href: pixelsOf(canvas) });
}
