/** Exports of traces in memory, as text. */
import type { TraceEvent } from '../../../core/trace/events.ts';
import type { Exporter } from '../../../core/trace/exporters/exporter.ts';
import { type FilterChoice, filterOf } from '../../../core/trace/exporters/filter.ts';

export interface Exported {
  readonly text: string;
  readonly told: readonly string[];
}

export function exported({ write }: Exporter, events: readonly TraceEvent[], choice: FilterChoice = {}): Exported {
  const told: string[] = [];
  const kept = events.filter(filterOf(choice));
  let text = '';
  for (const piece of write(kept, { tell: (sentence) => told.push(sentence) })) {
    if (typeof piece !== 'string') throw new Error('this format is no text');
    text += piece;
  }
  return { text, told };
}

/** Every line as JSON. */
export function jsonLines(text: string): unknown[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

export function bytesOf({ write }: Exporter, events: Iterable<TraceEvent>): Uint8Array<ArrayBuffer> {
  const parts = [...write(events)].map((piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
