/** Where the keyboard is: in which panel, in a text field, in a dialog; and how to move it. */

const fields = 'textarea, select, [contenteditable="true"], input:not([type="checkbox"]):not([type="radio"])';
const pressables =
  'button, a[href], summary, input, select, [role="option"], [role="tab"], [role="menuitem"], [role="button"]';
/** Widgets in which Home, End and arrows have a meaning of their own. */
const composites = '[role="grid"], [role="tablist"], [role="menu"], [role="radiogroup"], [role="slider"]';

export function inTextField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(fields) !== null;
}

export function inDialog(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/** The key would already do something where the focus is: press a button, or move inside a widget. */
export function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (key === ' ' || key === 'Enter') return target.closest(pressables) !== null;
  return (key === 'Home' || key === 'End') && target.closest(composites) !== null;
}

/** Moves the focus to the next (1) or previous (-1) panel of the page, around the ends. */
export function focusPanel(direction: 1 | -1): void {
  const panels = [...document.querySelectorAll<HTMLElement>('.panel')].filter(
    (panel) => panel.offsetParent !== null && panel.closest('[role="dialog"]') === null,
  );
  const current = panels.findIndex((panel) => panel.contains(document.activeElement));
  const start = current < 0 && direction < 0 ? 0 : current;
  const next = panels[(start + direction + panels.length) % panels.length];
  if (!next) return;
  if (!next.hasAttribute('tabindex')) next.tabIndex = -1;
  next.focus();
}

/** Puts the cursor into the client's prompt; false when no prompt is on the page. */
export function focusPrompt(): boolean {
  const prompt = document.querySelector<HTMLInputElement>('[data-prompt]');
  prompt?.focus();
  return prompt !== null;
}
