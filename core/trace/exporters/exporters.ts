/** The formats a trace can be written in. A new format is one file here and one line in this table. */
import { csv } from './csv.ts';
import type { Exporter } from './exporter.ts';
import { jsonl } from './jsonl.ts';

export const exporters = { jsonl, csv } as const satisfies Record<string, Exporter>;

export type ExportFormat = keyof typeof exporters;
