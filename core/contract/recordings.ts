/** What the lab tells of recorded runs, and how their bytes are handed out. */

/** A recorded run as its files and manifest tell of it, without reading all of it. */
export interface RecordingDescription {
  /** Opaque, for recording.read. */
  readonly id: string;
  /** The cluster's name, or the file's. */
  readonly name: string;
  readonly run: string;
  /** ISO; null when the first line does not say. */
  readonly recordedAt: string | null;
  readonly nodes: number;
  /** null when no manifest has counted all of them. */
  readonly events: number | null;
  /** The number of the last event; null when the last line does not say. */
  readonly lastSeq: number | null;
  /** On the disk. */
  readonly bytes: number;
  /** From the first event to the last, µs; null when the last line does not say. */
  readonly durationMicros: number | null;
  /** It is being recorded now. */
  readonly isGrowing: boolean;
}

export interface RecordingBytes {
  /** Over a socket they arrive as an ArrayBuffer. */
  readonly bytes: Uint8Array;
  /** Where to read on; null after the last byte. */
  readonly next: { readonly file: number; readonly offset: number } | null;
}
