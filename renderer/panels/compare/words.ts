/** What a comparison comes to, in sentences. */
import type { Comparison, Row } from '../../../core/trace/compare/compare.ts';
import { sentence } from '../../../core/trace/words.ts';
import { clockText, countText } from '../../parts/format.ts';

export function summaryOf({ first, counts }: Comparison): string {
  const { same, changed, left, right } = counts;
  if (first === null) return `The same happened in both: ${countText(same)} events, whenever they happened.`;
  const parts = [`${countText(same)} events are the same`];
  if (changed > 0) parts.push(`${countText(changed)} differ`);
  if (left > 0) parts.push(`${countText(left)} are only in A`);
  if (right > 0) parts.push(`${countText(right)} are only in B`);
  return `${parts.join(', ')}.`;
}

/** A setting of a cluster as its header has it, `true` or a number or a word. */
export function settingText(value: string): string {
  const words: Readonly<Record<string, string>> = { true: 'on', false: 'off', null: 'none' };
  return words[value] ?? value;
}

export type RowSort = 'same' | 'changed' | 'onlyA' | 'onlyB';

export function sortOf({ same, left, right }: Row): RowSort {
  if (same) return 'same';
  if (left === null) return 'onlyB';
  return right === null ? 'onlyA' : 'changed';
}

/** Beside the colour: a sign and a word. */
export const sorts: { readonly [Sort in RowSort]: { readonly sign: string; readonly word: string } } = {
  same: { sign: '=', word: 'same' },
  changed: { sign: '≠', word: 'differs' },
  onlyA: { sign: 'A', word: 'only in A' },
  onlyB: { sign: 'B', word: 'only in B' },
};

/** One side of a row: when, and what in a sentence; a word where it has nothing. */
export function sideText(event: Row['left']): { readonly time: string; readonly seq: string; readonly text: string } {
  if (event === null) return { time: '', seq: '', text: 'nothing here' };
  return { time: clockText(event.t), seq: `#${countText(event.seq)}`, text: sentence(event) };
}
