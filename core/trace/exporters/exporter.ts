/** What a trace format is to those who offer it. */
import type { TraceEvent } from '../events.ts';

export interface Exporter {
  /** What the format is good for, in a few words. */
  readonly about: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  /** Pieces of the file in order, made as they are asked for; the events are read once. */
  readonly write: (events: Iterable<TraceEvent>) => Iterable<string>;
}
