/** What the lab tells of recorded runs, how their bytes are handed out, and how they are kept in order. */
import * as v from 'valibot';

/** In characters as the page's own fields count them (UTF-16). */
export const MOST_TITLE = 100;
export const MOST_NOTE = 2000;

/**
 * Letters of every script are welcome. Control characters are not, nor those that turn the direction of all that
 * follows: inside a question or a list they would make other words of ours look different from what they are.
 */
const ONE_LINE = /^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;
const LINES = /^(?:[^\p{Cc}\u202a-\u202e\u2066-\u2069]|[\t\n\r])*$/u;

/** What its keeper says of a recording; both may be empty. */
export const recordingWords = v.object({
  title: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(MOST_TITLE, `a title has at most ${MOST_TITLE} characters; put the rest into the note`),
    v.regex(ONE_LINE, 'a title is one line without control characters'),
  ),
  note: v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(MOST_NOTE, `a note has at most ${MOST_NOTE} characters; shorten it`),
    v.regex(LINES, 'a note has no control characters but ends of lines and tabs'),
  ),
});

export type RecordingWords = Readonly<v.InferOutput<typeof recordingWords>>;

/** Names come from recording.list or lab.describe and are no paths. */
const recording = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,80}$/, 'a recording is called as the list calls it'));

export const recordingSchemas = {
  /** All recorded runs of the data folder, newest first. */
  'recording.list': v.object({}),
  /** The next bytes of a recording as its files have them, packed or not: `file` counts its files from 0. */
  'recording.read': v.object({
    recording,
    file: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
    offset: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
  }),
  /** Keeps a title and a note beside the trace, which stays as it is. Both empty: they are forgotten. */
  'recording.describe': v.object({ recording, ...recordingWords.entries }),
  /** Takes a recording out of the list, and its files to the lab's trash. Not while it is recorded or read. */
  'recording.delete': v.object({ recording }),
} as const satisfies Record<string, v.GenericSchema>;

/** A recorded run as its files and manifest tell of it, without reading all of it. */
export interface RecordingDescription extends RecordingWords {
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

export interface RecordingResults {
  'recording.list': readonly RecordingDescription[];
  'recording.read': RecordingBytes;
  'recording.describe': null;
  /** The folder in which its files are now. */
  'recording.delete': { readonly movedTo: string };
}
