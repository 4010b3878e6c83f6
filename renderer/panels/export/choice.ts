/** The filter as the dialog has it, in texts and ticks, and what it comes to. */
import { type FilterChoice, parseMoment } from '../../../core/trace/exporters/filter.ts';

export interface FilterForm {
  from: string;
  to: string;
  /** Ticks that were taken away. */
  withoutNodes: string[];
  withoutKinds: string[];
  noHeartbeats: boolean;
}

export function wholeRun(): FilterForm {
  return { from: '', to: '', withoutNodes: [], withoutKinds: [], noHeartbeats: false };
}

const help = 'Write seconds (12.5), milliseconds (850ms) or an event (#2041).';

/** A sentence on what cannot be read; null when all can. */
export function problemOf({ from, to }: FilterForm): string | null {
  for (const [name, text] of [
    ['From', from],
    ['To', to],
  ] as const) {
    if (text.trim() !== '' && parseMoment(text.trim()) === null) return `${name}: "${text}" is no moment. ${help}`;
  }
  return null;
}

export function choiceOf(form: FilterForm, nodes: readonly string[], kinds: readonly string[]): FilterChoice {
  const left = (all: readonly string[], without: readonly string[]) =>
    without.length === 0 ? undefined : all.filter((name) => !without.includes(name));
  return {
    from: momentOf(form.from),
    to: momentOf(form.to),
    nodes: left(nodes, form.withoutNodes),
    kinds: left(kinds, form.withoutKinds),
    noHeartbeats: form.noHeartbeats,
  };
}

function momentOf(text: string) {
  return text.trim() === '' ? undefined : (parseMoment(text.trim()) ?? undefined);
}
