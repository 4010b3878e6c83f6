/** The prompt's memory and its check of what is typed. */
import { parseOperation } from '../../../core/machine/command.ts';

const MOST_REMEMBERED = 100;

/** What was typed before, newest last, with a place in it that ↑ and ↓ move. */
export class PromptHistory {
  private readonly lines: string[] = [];
  private place = 0;
  private draft = '';

  add(line: string): void {
    if (this.lines.at(-1) !== line) this.lines.push(line);
    if (this.lines.length > MOST_REMEMBERED) this.lines.shift();
    this.place = this.lines.length;
    this.draft = '';
  }

  /** The line before (-1) or after (1) the present place; `current` is kept as the draft when leaving the end. */
  move(direction: 1 | -1, current: string): string {
    if (this.place === this.lines.length) this.draft = current;
    this.place = Math.min(this.lines.length, Math.max(0, this.place + direction));
    return this.lines[this.place] ?? this.draft;
  }
}

/** Why the text is not an operation, as a sentence; null when it is one, or is still empty. */
export function problemOf(text: string): string | null {
  if (text.trim() === '') return null;
  const parsed = parseOperation(text);
  return parsed.ok ? null : capitalised(parsed.message);
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export type ReadChoice = 'linearizable' | 'follower' | 'local';

/** How a get may be asked for (thesis 6.4). */
export const readChoices: readonly { readonly value: ReadChoice; readonly text: string }[] = [
  { value: 'linearizable', text: 'linearizable' },
  { value: 'follower', text: 'from a follower' },
  { value: 'local', text: 'local, may be stale' },
];

/** Only a get can be read without an entry of the log. */
export function isGet(text: string): boolean {
  return /^\s*get(\s|$)/.test(text);
}
