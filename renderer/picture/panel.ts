/** Takes a panel off the page as it stands there, but in the light theme, which is the one that prints. */
import { controls, paintElement } from './trace/element.ts';
import { Tracing } from './trace/tracing.ts';

export interface PanelDrawing {
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

/** Nothing of this is seen: the page is drawn again only after the panel has its own theme back. */
export function drawPanel(panel: HTMLElement, prefix: string): PanelDrawing {
  panel.dataset['theme'] = 'light';
  panel.classList.add('pictured');
  try {
    const head = panel.querySelector(':scope > .ph')?.getBoundingClientRect();
    const { left, top, width } = panel.getBoundingClientRect();
    const start = head?.bottom ?? top;
    const shown = [...panel.children].filter((child) => !child.matches(controls));
    const end = Math.max(start, ...shown.map((child) => child.getBoundingClientRect().bottom));
    const tracing = new Tracing(left, start, prefix);
    const body = shown.map((child) => paintElement(child, tracing)).join('');
    return { body, width: Math.ceil(width), height: Math.ceil(end - start) };
  } finally {
    delete panel.dataset['theme'];
    panel.classList.remove('pictured');
  }
}
