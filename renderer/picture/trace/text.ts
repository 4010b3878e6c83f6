/** The words of an element where the page has put them, line by line. */
import { escaped, short, tag } from '../../../core/trace/report/markup.ts';
import { fillOf } from './colour.ts';
import type { Tracing } from './tracing.ts';

interface Line {
  readonly text: string;
  readonly rect: DOMRect;
}

export function paintText(node: Text, style: CSSStyleDeclaration, tracing: Tracing): string {
  const fill = fillOf(style.color);
  if (fill === null) return '';
  return linesOf(node)
    .map(({ text, rect }) => {
      const { x, y, width, height } = tracing.boxOf(rect);
      const size = Number.parseFloat(style.fontSize);
      return tag(
        'text',
        {
          x: short(x),
          // Half of what the line is higher than its letters stands above them, and letters rise 0.76 of their size.
          y: short(y + height / 2 + size * 0.36),
          ...fontOf(style),
          ...fill,
          // Where the font is missing another one takes as much room.
          textLength: text.length > 1 ? short(width) : undefined,
          lengthAdjust: text.length > 1 ? 'spacingAndGlyphs' : undefined,
        },
        escaped(text),
      );
    })
    .join('');
}

export function fontOf(style: CSSStyleDeclaration): Record<string, string | undefined> {
  return {
    'font-family': style.fontFamily.replaceAll('"', "'"),
    'font-size': style.fontSize,
    'font-weight': style.fontWeight === '400' ? undefined : style.fontWeight,
    'font-style': style.fontStyle === 'normal' ? undefined : style.fontStyle,
  };
}

function linesOf(node: Text): Line[] {
  const range = document.createRange();
  range.selectNodeContents(node);
  const rects = range.getClientRects();
  const [only] = rects;
  if (only === undefined) return [];
  const text = node.data.replace(/\s+/g, ' ').trim();
  if (text === '') return [];
  return rects.length === 1 ? [{ text, rect: only }] : wrappedLines(node, range);
}

/** Words that stand at one height are one line. */
function wrappedLines(node: Text, range: Range): Line[] {
  const lines: Line[] = [];
  for (const word of node.data.matchAll(/\S+/g)) {
    range.setStart(node, word.index);
    range.setEnd(node, word.index + word[0].length);
    const rect = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (last === undefined || Math.abs(last.rect.top - rect.top) > 2) lines.push({ text: word[0], rect });
    else lines[lines.length - 1] = { text: `${last.text} ${word[0]}`, rect: around(last.rect, rect) };
  }
  return lines;
}

function around(one: DOMRect, other: DOMRect): DOMRect {
  return new DOMRect(one.left, one.top, other.right - one.left, one.height);
}
