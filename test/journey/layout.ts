/** Judges where things stand on the page: nothing beyond the window, no panel on another, no word cut off or on another. */
import type { Page } from 'playwright-core';

interface Placed {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Empty when all is in its place; otherwise a sentence per fault. */
export async function misplaced(page: Page): Promise<string[]> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const panels = await page.evaluate(panelBoxes);
  const beyond = panels.filter((panel) => {
    return panel.left < 0 || panel.top < 0 || panel.right > width + 0.5 || panel.bottom > height + 0.5;
  });
  return [
    ...beyond.map(({ name }) => `beyond the window: ${name}`),
    ...collisions(panels, 0.5),
    ...collisions(await page.evaluate(wordBoxes), 1),
    ...(await page.evaluate(tooWide)).map((name) => `too wide for its place: ${name}`),
  ];
}

/** Pairs that share more than `by` pixels in both directions. A shortened text counts as two of one name, one on the other. */
function collisions(boxes: readonly Placed[], by: number): string[] {
  return boxes.flatMap((one, place) =>
    boxes
      .slice(place + 1)
      .filter(
        (other) =>
          one.name !== other.name &&
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > by &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > by,
      )
      .map((other) => `${one.name} stands on ${other.name}`),
  );
}

/** This and what follows runs in the page, so what a function needs stands in it. */
function panelBoxes(): Placed[] {
  return [...document.querySelectorAll('main .panel, header, footer, nav')].map((element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const name = element.getAttribute('aria-label') ?? element.querySelector('h2')?.textContent ?? element.tagName;
    return { name, left, top, right, bottom };
  });
}

/** Every line of text in sight: its letters without the room above and below them, and without what its frames hide. */
function wordBoxes(): Placed[] {
  const boxes: Placed[] = [];
  const texts = document.createTreeWalker(document.querySelector('#app') ?? document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const name = (text.textContent ?? '').trim();
    // The matrix scrolls under its own heads, the lists of options are the system's, and a message goes by itself.
    if (name === '' || text.parentElement?.closest('.sr, .scroller, .toasts, select')) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const line of range.getClientRects()) {
      const box = { left: line.left, right: line.right, top: line.top, bottom: line.bottom };
      box.top += line.height * 0.22;
      box.bottom -= line.height * 0.22;
      for (let frame = text.parentElement; frame !== null; frame = frame.parentElement) {
        if (getComputedStyle(frame).overflowX === 'visible') continue;
        const { left, top, right, bottom } = frame.getBoundingClientRect();
        box.left = Math.max(box.left, left);
        box.top = Math.max(box.top, top);
        box.right = Math.min(box.right, right);
        box.bottom = Math.min(box.bottom, bottom);
      }
      if (box.left < box.right && box.top < box.bottom) boxes.push({ name, ...box });
    }
  }
  return boxes;
}

/** What may be shortened does so with an ellipsis; anything else that does not fit is cut off. */
function tooWide(): string[] {
  const places = 'header, footer, .ph, .ph .r, .strip, button, .chip, dd';
  const wide = [...document.querySelectorAll<HTMLElement>(places)].filter((element) => {
    const { overflowX, textOverflow } = getComputedStyle(element);
    const isShortened = textOverflow === 'ellipsis' && overflowX !== 'visible';
    return !isShortened && element.scrollWidth > element.clientWidth + 1;
  });
  return wide.map((element) => `${element.tagName} ${element.getAttribute('class') ?? ''} ${element.textContent}`);
}
