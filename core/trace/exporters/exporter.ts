/** What a trace format is to those who offer it. */
import type { TraceEvent } from '../events.ts';

export interface ExportContext {
  /** Told, as sentences, what the reader of the file should know: where it was cut, what its reader cannot take. */
  readonly tell?: (sentence: string) => void;
}

/** A part of the file. Text may be empty: "nothing to write yet". */
export type Piece = string | Uint8Array<ArrayBuffer>;

export interface Exporter {
  /** For lists that people choose from. */
  readonly name: string;
  /** What the format is good for, in a few words. */
  readonly about: string;
  /** Without the dot. */
  readonly extension: string;
  readonly mediaType: string;
  /**
   * Pieces of the file in order, made as they are asked for; the events are read once. A piece, if only an empty one,
   * comes at least every thousand events (see pieces.ts). The trace's header, if it is there, is the first event.
   */
  readonly write: (events: Iterable<TraceEvent>, context?: ExportContext) => Iterable<Piece>;
}
