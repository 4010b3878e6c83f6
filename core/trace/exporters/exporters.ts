/** The formats a trace can be written in. A new format is one file here and one line in this table. */
import type { TraceEvent } from '../events.ts';
import { csv } from './csv.ts';
import { jsonl } from './jsonl.ts';

export interface Exporter {
  /** What the format is good for, in a few words. */
  readonly about: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** Pieces of the file in order, made as they are asked for; the events are read once. */
  readonly write: (events: Iterable<TraceEvent>) => Iterable<string>;
}

export const exporters = { jsonl, csv } as const satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof exporters;
