/** Where a trace's bytes come from: a recording of the lab, piece by piece, or a file of the user's. */
import type { LabChannel } from '../../core/contract/lab-api.ts';
import type { RecordingBytes, RecordingDescription } from '../../core/contract/recordings.ts';
import { MOST_FILE_BYTES } from '../../core/trace/reading/limits.ts';

export interface TraceFile {
  bytes(): AsyncIterable<Uint8Array>;
}

export interface TraceSource {
  /** Of a recording of the lab; null for files. */
  readonly id: string | null;
  readonly name: string;
  /** Of all its files, packed or not. */
  readonly size: number;
  /** How many events there should be, if a manifest has counted them. */
  readonly expected: number;
  /** It is being recorded now: its end is not its end. */
  readonly isGrowing: boolean;
  files(): AsyncIterable<TraceFile>;
}

type Place = NonNullable<RecordingBytes['next']>;
type ReadBytes = (place: Place) => Promise<RecordingBytes>;

/** `ask` goes to the lab; its refusal ends the reading with its sentence. */
export function recordingSource(
  recording: RecordingDescription,
  ask: NonNullable<LabChannel['readRecording']>,
): TraceSource {
  const { id, title, bytes: size, events, isGrowing } = recording;
  const name = title === '' ? recording.name : title;
  const read = async (place: Place) => {
    const reply = await ask({ recording: id, ...place });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  return { id, name, size, expected: isGrowing ? 0 : (events ?? 0), isGrowing, files: () => filesOf(read) };
}

async function* filesOf(read: ReadBytes): AsyncGenerator<TraceFile, void, undefined> {
  let ahead: Promise<RecordingBytes> | null = asked(read, { file: 0, offset: 0 });
  while (ahead !== null) {
    yield {
      async *bytes() {
        for (let ended = false; !ended && ahead !== null; ) {
          const { bytes, next }: RecordingBytes = await ahead;
          // The next piece travels while this one is read.
          ahead = next === null ? null : asked(read, next);
          ended = next === null || next.offset === 0;
          // Over a socket they come as an ArrayBuffer.
          yield new Uint8Array(bytes);
        }
      },
    };
  }
}

/** Somebody who stops reading leaves the last answer alone, whatever it is. */
function asked(read: ReadBytes, place: Place): Promise<RecordingBytes> {
  const answer = read(place);
  answer.catch(() => undefined);
  return answer;
}

const SEGMENT = /^events-[0-9]{6}\.jsonl(\.gz)?$/;

/** The files of a folder, or one alone. null: one of them is too large to be looked at. */
export function fileSource(given: readonly File[]): TraceSource | null {
  if (given.some(({ size }) => size > MOST_FILE_BYTES)) return null;
  const segments = given.filter(({ name }) => SEGMENT.test(name));
  // Of a run's whole folder, the manifest and its keeper's words are no part of the trace.
  const sorted = [...(segments.length > 0 ? segments : given)].sort((one, other) => one.name.localeCompare(other.name));
  const size = sorted.reduce((sum, file) => sum + file.size, 0);
  const files = async function* (): AsyncGenerator<TraceFile> {
    for (const file of sorted) yield { bytes: () => bytesOf(file) };
  };
  return { id: null, name: sorted[0]?.name ?? '', size, expected: 0, isGrowing: false, files };
}

async function* bytesOf(file: File): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = file.stream().getReader();
  try {
    for (let read = await reader.read(); read.value !== undefined; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
