/** Text made safe to stand in SVG and HTML, and the few ways of writing markup that the report and pictures share. */

const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and for attribute values alike. What XML forbids, control characters and halves of pairs, becomes �. */
export function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => named[sign] ?? '')
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}

export type Attributes = Readonly<Record<string, string | number | null | undefined>>;

/** `content` is markup already; attributes are text. Those without a value are left out. */
export function tag(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [` ${key}="${escaped(String(value))}"`],
  );
  return content === '' && !pairs.has(name)
    ? `<${name}${written.join('')}/>`
    : `<${name}${written.join('')}>${content}</${name}>`;
}

/** HTML reads these as opened when they are written as one. */
const pairs: ReadonlySet<string> = new Set([
  'p',
  'td',
  'th',
  'li',
  'section',
  'span',
  'svg',
  'div',
  'table',
  'ul',
  'ol',
]);

/** A length of a drawing: two decimals are finer than any screen. */
export function short(length: number): number {
  return Math.round(length * 100) / 100;
}
