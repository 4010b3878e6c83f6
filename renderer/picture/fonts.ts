/** The page's own fonts as CSS that stands inside a drawing. */

import sans from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import mono from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url';

let known: Promise<string> | null = null;

/** Without an answer from the host the drawing takes the reader's own fonts: each line keeps its length. */
export function fontStyle(): Promise<string> {
  known ??= Promise.all([
    face('Inter Variable', sans, '100 900'),
    face('JetBrains Mono Variable', mono, '100 800'),
  ]).then(
    (faces) => faces.join(''),
    () => '',
  );
  return known;
}

async function face(family: string, address: string, weights: string): Promise<string> {
  const reply = await fetch(address);
  const bytes = new Uint8Array(await reply.arrayBuffer());
  const source = `url(data:font/woff2;base64,${base64(bytes)}) format("woff2")`;
  return `@font-face{font-family:"${family}";font-weight:${weights};src:${source}}`;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  }
  return btoa(text);
}
